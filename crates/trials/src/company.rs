//! The company under trial: the program's own use cases on a database of its own. Nothing here reads a
//! clock; what is now, the step says.

use crate::model::{DAY, START};
use crate::step::*;
use app::{Answer, App, Failure, Key, Location, Options, Turn};
use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use values::{Day, Instant};

impl Drop for Company {
    /// Of SQLite the folder is the company.
    fn drop(&mut self) {
        let (Location::Postgres { schema, .. }, Some(app)) = (&self.options.location, &self.app) else {
            return;
        };
        let drop = format!("drop schema {schema} cascade");
        // What cannot be removed is only in the way of nobody.
        let _ = app.database().write_blocking(move |tx| tx.batch(&drop));
    }
}

/// What came back for a step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    Done {
        body: Json,
        replayed: bool,
    },
    Refused(String),
    /// We failed.
    Broken(String),
    /// It was not asked: what it is about was never made.
    Skipped,
}

/// What a request says: the same when it is repeated.
#[derive(Clone)]
struct Request {
    act: Act,
    document_type: String,
    /// Of the paper it is about.
    id: Option<String>,
    fields: Json,
}

pub(crate) struct Company {
    runtime: Runtime,
    app: Option<App>,
    pub(crate) options: Options,
    /// Kept for as long as the company.
    _folder: TempDir,
    requests: BTreeMap<Nth, Request>,
    pub(crate) made: BTreeMap<Nth, Made>,
}

/// A paper that was made.
pub(crate) struct Made {
    pub(crate) document_type: String,
    pub(crate) id: String,
    pub(crate) number: String,
}

pub(crate) type Fault = String;

fn fault(failure: impl std::fmt::Debug) -> Fault {
    format!("it failed: {failure:?}")
}

impl Company {
    /// On PostgreSQL in the schema of that name, which must not be there yet.
    pub(crate) fn new(postgres: Option<(&str, &str)>, by_place: bool) -> Result<Company, Fault> {
        let folder = tempfile::tempdir().map_err(fault)?;
        let location = match postgres {
            None => Location::Sqlite(folder.path().join("changping.db")),
            Some((url, schema)) => Location::Postgres { url: url.to_owned(), schema: schema.to_owned() },
        };
        let options = Options { location, data: folder.path().to_owned() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(fault)?;
        let app = Some(App::open(&options).map_err(fault)?);
        let (requests, made) = (BTreeMap::new(), BTreeMap::new());
        let company = Company { runtime, app, options, _folder: folder, requests, made };
        company.furnish()?;
        if by_place {
            let valued = company.app().value_by_warehouse(company.turn(START), None);
            company.runtime.block_on(valued).map_err(fault)?;
        }
        Ok(company)
    }

    pub(crate) fn app(&self) -> &App {
        self.app.as_ref().expect("it is open but while it is opened again")
    }

    fn furnish(&self) -> Result<(), Fault> {
        let named = |kind: &'static str, prefix: &str, count: u8| {
            let name = move |it: String| (kind, json!({ "code": it, "name": it }));
            (0..count).map(|it| format!("{prefix}{it}")).map(name).collect::<Vec<_>>()
        };
        let mut masters = named("warehouse", "w", WAREHOUSES);
        masters.extend(named("item", "i", ITEMS));
        masters.extend(named("channel", "c", CHANNELS));
        masters.extend(named("supplier", "s", 1));
        masters.extend(named("customer", "k", CUSTOMERS));
        let bin = |(nth, at): (usize, &Place)| {
            ("bin", json!({ "code": format!("b{nth}"), "warehouse": place(*at) }))
        };
        masters.extend(BINS.iter().enumerate().map(bin));
        for (kind, mut fields) in masters {
            if fields["code"] == "k0" {
                fields["level"] = "vip".into();
            }
            let made = self.app().create_document(self.turn(START), kind, fields, None, None);
            self.runtime.block_on(made).map_err(fault)?;
        }
        Ok(())
    }

    fn turn(&self, micros: i64) -> Turn {
        let mut turn = self.app().turn(self.app().system_caller());
        turn.now = Instant::from_micros(micros);
        turn.today = turn.company.day_at(turn.now);
        turn
    }

    /// Closes it, as far as that waits for what was asked, and opens it again.
    pub(crate) fn reopen(&mut self) -> Result<(), Fault> {
        self.app = None;
        self.app = Some(App::open(&self.options).map_err(fault)?);
        Ok(())
    }

    pub(crate) fn close(&mut self) {
        self.app = None;
    }

    /// Asks for all steps at once and waits for their answers.
    pub(crate) fn ask(&mut self, steps: &[Step]) -> Result<Vec<Heard>, Fault> {
        match steps {
            [Step { act: Act::Sweep, now, .. }] => {
                let swept = self.runtime.block_on(self.app().sweep(Instant::from_micros(*now)));
                let body = json!(swept.map_err(fault)?);
                Ok(vec![Heard::Done { body, replayed: false }])
            }
            [step @ Step { act: Act::PushDown { of }, .. }] => Ok(vec![self.push_down(step, *of)?]),
            _ => {
                let asked = self.futures(steps);
                let runtime = &self.runtime;
                Ok(runtime.block_on(join_all(asked)))
            }
        }
    }

    /// Asks for all steps and goes away before the answers come.
    pub(crate) fn ask_and_leave(&mut self, steps: &[Step]) {
        let asked = self.futures(steps);
        self.runtime.block_on(async {
            let mut all = std::pin::pin!(join_all(asked));
            // One look at each hands it over.
            futures_util::future::poll_immediate(&mut all).await;
        });
    }

    fn futures(&mut self, steps: &[Step]) -> Vec<impl Future<Output = Heard> + use<>> {
        let mut asked = Vec::with_capacity(steps.len());
        for step in steps {
            let (of, altered) = match step.act {
                Act::Repeat { of, altered } => (of, altered),
                _ => (step.nth, false),
            };
            let request = match step.act {
                Act::Repeat { .. } => self.requests.get(&of).cloned(),
                _ => self.request(step),
            };
            if let Some(request) = &request {
                self.requests.insert(of, request.clone());
            }
            asked.push(send(self.app().clone(), self.turn(step.now), request, of, altered));
        }
        asked
    }

    /// The draft that the program proposes, confirmed.
    fn push_down(&mut self, step: &Step, of: Nth) -> Result<Heard, Fault> {
        let Some(Made { id, .. }) = self.made.get(&of) else { return Ok(Heard::Skipped) };
        let turn = self.turn(step.now);
        let drafted = self.runtime.block_on(self.app().push_down(turn, "sales_order", id, "shipment"));
        let drafted = match drafted {
            Ok(it) => it,
            Err(failure) => return Ok(heard(Err(failure))),
        };
        let (turn, key) = (self.turn(step.now), Key::new(&format!("k{}", step.nth), &[]));
        let (fields, confirm) = (drafted["fields"].clone(), Some("confirm".to_owned()));
        let made = self.app().create_document(turn, "shipment", fields, confirm, Some(key));
        Ok(heard(self.runtime.block_on(made)))
    }

    fn request(&self, step: &Step) -> Option<Request> {
        let act = step.act.clone();
        match &step.act {
            Act::Make { paper, .. } => {
                let source = match paper.source() {
                    Some(source) => Some(self.made.get(&source)?.number.clone()),
                    None => None,
                };
                let fields = self.fields(paper, source);
                let document_type = paper.document_type().to_owned();
                Some(Request { act, document_type, id: None, fields })
            }
            Act::Move { of, .. } => {
                let Made { document_type, id, .. } = self.made.get(of)?;
                let (document_type, id) = (document_type.clone(), Some(id.clone()));
                Some(Request { act, document_type, id, fields: Json::Null })
            }
            Act::Amend { of, lines } => {
                let Made { document_type, id, .. } = self.made.get(of)?;
                let (document_type, id) = (document_type.clone(), Some(id.clone()));
                Some(Request { act, document_type, id, fields: json!({ "lines": order_lines(lines, true) }) })
            }
            Act::Reallocate { item: of, at, favoured } => {
                let favoured = match favoured {
                    Some(it) => Some(self.made.get(it)?.number.clone()),
                    None => None,
                };
                let at = place(*at);
                let fields =
                    json!({ "warehouse": at, "in_favour_of": favoured, "apply": true, "reason": "on trial" });
                Some(Request { act, document_type: "item".to_owned(), id: Some(item(*of)), fields })
            }
            _ => None,
        }
    }

    fn fields(&self, paper: &Paper, source: Option<String>) -> Json {
        let date = |day: &i64| json!(Day::from_number(*day as i32));
        let moment = |micros: &i64| json!(Instant::from_micros(*micros));
        let goods = |goods: &Goods, quantity: &str| -> Json {
            goods.iter().map(|it| json!({ "item": item(it.0), quantity: it.1.to_string() })).collect()
        };
        match paper {
            Paper::Order(order) => {
                let first = Day::from_number((START / DAY) as i32);
                json!({
                    "customer": format!("k{}", order.customer),
                    "channel": order.channel.map(|it| format!("c{it}")),
                    "ship_from": "w0",
                    "partial_allowed": !order.whole,
                    "due": order.due.map(|it| first.plus_days(it as i32)),
                    "hold_until": order.hold_until.as_ref().map(moment),
                    "lines": order_lines(&order.lines, false),
                })
            }
            Paper::Shipment { at, parts, day, .. } => {
                let part = |it: &(Item, i64, Option<u32>)| {
                    let line = it.2.map(|it| it.to_string());
                    json!({ "item": item(it.0), "quantity": it.1.to_string(), "source_line": line })
                };
                json!({
                    "sales_order": source, "warehouse": at.map(place), "shipped_on": date(day),
                    "lines": parts.iter().map(part).collect::<Vec<_>>(),
                })
            }
            Paper::Purchase { to, goods, price } => {
                let line = |it: &(Item, i64)| json!({ "item": item(it.0), "quantity": it.1.to_string(), "price": price.to_string() });
                let lines: Vec<Json> = goods.iter().map(line).collect();
                json!({ "supplier": "s0", "deliver_to": place(*to), "lines": lines })
            }
            Paper::Receipt { at, goods: received, day, .. } => json!({
                "purchase_order": source, "warehouse": place(*at), "received_on": date(day),
                "lines": goods(received, "quantity"),
            }),
            Paper::Opening { at, goods, cost, day } => {
                let line = |it: &(Item, i64)| json!({ "item": item(it.0), "quantity": it.1.to_string(), "unit_cost": cost.to_string() });
                let lines: Vec<Json> = goods.iter().map(line).collect();
                json!({ "warehouse": place(*at), "day": date(day), "lines": lines })
            }
            Paper::Adjustment { at, scrap, goods: adjusted } => json!({
                "warehouse": place(*at), "reason": if *scrap { "damaged" } else { "other" },
                "lines": goods(adjusted, "quantity"),
            }),
            Paper::Count { at, goods: counted, moment: at_moment } => json!({
                "warehouse": place(*at), "counted_at": moment(at_moment), "lines": goods(counted, "counted"),
            }),
            Paper::Hold { at, goods: held, until } => json!({
                "warehouse": place(*at), "reason": "dispute", "expires": until.as_ref().map(moment),
                "lines": goods(held, "quantity"),
            }),
            Paper::Return(Return { at, parts, damaged, day, .. }) => {
                let condition = if *damaged { "damaged" } else { "good" };
                let part = |it: &(Item, i64, Option<u32>)| {
                    let line = it.2.map(|it| it.to_string());
                    json!({ "item": item(it.0), "quantity": it.1.to_string(), "condition": condition, "source_line": line })
                };
                json!({
                    "sales_order": source, "warehouse": place(*at), "returned_on": date(day),
                    "lines": parts.iter().map(part).collect::<Vec<_>>(),
                })
            }
            Paper::Rules { at, rules } => {
                let line = |it: &Rule| {
                    json!({
                        "item": item(it.item), "channel": format!("c{}", it.channel),
                        "protected": it.protected.to_string(), "buffer": it.buffer.to_string(),
                        "share_percent": it.share.map(|it| it.to_string()),
                    })
                };
                json!({ "warehouse": place(*at), "lines": rules.iter().map(line).collect::<Vec<_>>() })
            }
            Paper::BinMove { at, lines } => {
                let bin = |it: &Option<Bin>| it.map(|it| format!("b{it}"));
                let line = |it: &Carried| {
                    json!({
                        "item": item(it.item), "quantity": it.quantity.to_string(),
                        "from_bin": bin(&it.from), "to_bin": bin(&it.to),
                    })
                };
                json!({ "warehouse": place(*at), "lines": lines.iter().map(line).collect::<Vec<_>>() })
            }
            Paper::Loan { at, goods: lent } => json!({
                "borrower": "fair", "customer": "k0", "warehouse": place(*at), "due": "2100-01-01",
                "lines": goods(lent, "quantity"),
            }),
            Paper::LoanReturn { at, goods: back, outcome, .. } => {
                let mut lines = goods(back, "quantity");
                for line in lines.as_array_mut().into_iter().flatten() {
                    line["outcome"] = (*outcome).into();
                }
                json!({ "loan": source, "warehouse": place(*at), "lines": lines })
            }
            Paper::Transfer { from, to, goods: sent } => {
                json!({ "from": place(*from), "to": place(*to), "lines": goods(sent, "quantity") })
            }
        }
    }
}

fn item(it: Item) -> String {
    format!("i{it}")
}

fn place(it: Place) -> String {
    format!("w{it}")
}

fn order_lines(lines: &[Line], again: bool) -> Json {
    let line = |it: &Line| {
        let mut line = json!({ "item": item(it.item), "quantity": it.quantity.to_string() });
        if it.at != 0 {
            line["ship_from"] = place(it.at).into();
        }
        if again && it.number > 0 {
            line["line"] = it.number.into();
            // What is not said stays as it is.
            line["ship_from"] = if it.at == 0 { Json::Null } else { place(it.at).into() };
        }
        line
    };
    lines.iter().map(line).collect()
}

async fn send(app: App, turn: Turn, request: Option<Request>, nth: Nth, altered: bool) -> Heard {
    let Some(Request { act, document_type, id, fields }) = request else { return Heard::Skipped };
    let said = fields.to_string();
    let said: &[&[u8]] = if altered { &[said.as_bytes(), b"altered"] } else { &[said.as_bytes()] };
    let key = Some(Key::new(&format!("k{nth}"), said));
    let id = id.unwrap_or_default();
    heard(match act {
        Act::Make { transition, .. } => {
            app.create_document(turn, &document_type, fields, transition.map(str::to_owned), key).await
        }
        Act::Move { transition, stale, .. } => {
            let version = stale.then_some(0);
            app.make_transition(turn, &document_type, &id, transition, version, key).await
        }
        Act::Reallocate { .. } => match serde_json::from_value(fields) {
            Ok(request) => app.reallocate(turn, &id, request, key).await,
            Err(error) => return Heard::Broken(error.to_string()),
        },
        _ => app.edit_document(turn, &document_type, &id, fields, None, key).await,
    })
}

fn heard(answer: Result<Answer, Failure>) -> Heard {
    match answer {
        Ok(Answer { body, replayed }) => {
            Heard::Done { body: serde_json::from_str(&body).expect("an answer is JSON"), replayed }
        }
        Err(Failure::Refused(it)) => Heard::Refused(it.code.to_owned()),
        Err(Failure::Invalid(problems)) => {
            let codes: Vec<&str> = problems.iter().map(|it| it.code).collect();
            // Which problem it is does not matter to the books.
            if codes.is_empty() {
                Heard::Broken("no problem is named".to_owned())
            } else {
                Heard::Refused("invalid".to_owned())
            }
        }
        Err(failure @ Failure::Broken(_)) => Heard::Broken(format!("{failure:?}")),
    }
}
