//! Where a story happens: a company, and what the story calls its documents.

use super::line::{Line, Step, amounts};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use testkit::{Answer, Client, TestServer};

pub(crate) struct Stage<'a> {
    server: &'a TestServer,
    /// Who looks whether it is true.
    admin: Client,
    /// Who acts: the administrator, until the story says `as buyer`.
    actor: Client,
    /// Who acted before, by role.
    actors: BTreeMap<String, Client>,
    /// Type and number by the story's name.
    documents: BTreeMap<String, (String, String)>,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(server: &'a TestServer, admin: Client) -> Stage<'a> {
        let actor = admin.clone();
        Stage { server, admin, actor, actors: BTreeMap::new(), documents: BTreeMap::new() }
    }

    /// Does what the line says, or looks whether it is true.
    pub(crate) fn play(&mut self, line: &str) -> Result<(), String> {
        let (verb, rest) = line.split_once(' ').ok_or("a verb alone")?;
        match (verb, rest.split_once('=')) {
            ("stock", Some((place, wanted))) => self.check_stock(place.trim(), wanted),
            ("lots", Some((place, wanted))) => self.check_lots(place.trim(), wanted.trim()),
            ("bins", Some((place, wanted))) => self.check_bins(place.trim(), wanted.trim()),
            ("cost", Some((item, wanted))) => self.check_cost(item.trim(), wanted.trim()),
            ("state", Some((name, wanted))) => self.check_state(name.trim(), wanted.trim()),
            ("line", Some((place, wanted))) => self.check_line(place.trim(), wanted),
            ("price", Some((place, wanted))) => self.check_price(place.trim(), wanted.trim()),
            ("field", Some((place, wanted))) => self.check_field(place.trim(), wanted.trim()),
            ("picks", Some((name, wanted))) => self.check_picks(name.trim(), wanted.trim()),
            ("picked", Some((place, found))) => self.pick(place.trim(), found.trim()),
            ("packed", Some((place, package))) => self.pack(place.trim(), package.trim()),
            ("offers", Some((place, wanted))) => self.check_offers(place.trim(), wanted.trim()),
            ("report", Some((place, wanted))) => self.check_report(place.trim(), wanted),
            ("as", _) => {
                let role = rest.trim();
                let enter = || self.server.user(&[role]);
                self.actor = self.actors.entry(role.to_owned()).or_insert_with(enter).clone();
                Ok(())
            }
            _ => self.act(&Step::read(line)?),
        }
    }

    fn act(&mut self, step: &Step) -> Result<(), String> {
        let before = self.stock();
        let (kind, answer) = match step.verb.as_str() {
            "push" => self.push(step)?,
            "confirm" | "draft" | "create" if !self.documents.contains_key(&step.what) => (
                step.what.clone(),
                self.make(
                    &step.what,
                    self.fields(step),
                    (step.verb == "confirm").then(|| first_step(&step.what)),
                ),
            ),
            "wave" => ("pick_list".to_owned(), self.wave(step)?),
            "award" => ("purchase_order".to_owned(), self.award(step)?),
            "change" => {
                let (kind, number) = self.called(&step.what)?;
                let path = format!("/api/documents/{kind}/{number}");
                (kind.clone(), self.actor.patch(&path, json!({ "fields": self.changed(step)? })))
            }
            "look" => {
                let (kind, number) = self.called(&step.what)?;
                (kind.clone(), self.actor.get(&format!("/api/documents/{kind}/{number}")))
            }
            "ship" => {
                let (_, number) = self.called(&step.what)?;
                let path = format!("/api/sales/pick-lists/{number}/ship");
                ("shipment".to_owned(), self.actor.post(&path, json!({})))
            }
            "suggest" => {
                let (kind, number) = self.called(&step.what)?;
                let path = format!("/api/sales/pick-lists/{number}/suggest");
                (kind.clone(), self.actor.post(&path, json!({})))
            }
            "order" => {
                let (_, number) = self.called(&step.what)?;
                let path = format!("/api/purchase-requests/{number}/orders");
                ("purchase_order".to_owned(), self.actor.post(&path, json!({})))
            }
            verb => {
                let (kind, number) = self.called(&step.what)?;
                (kind.clone(), self.actor.transition(kind, number, verb))
            }
        };
        if let Some(code) = &step.refused {
            let told = answer.json()["code"].as_str().unwrap_or("nothing").to_owned();
            expect("the refusal", code, &told)?;
            return expect("the stock after a refusal", &before.to_string(), &self.stock().to_string());
        }
        if !matches!(answer.status, 200 | 201) {
            return Err(format!("refused: {}", answer.text()));
        }
        if let Some(name) = &step.called {
            let told = answer.json();
            // Several at once are called by their turn: S1, S2.
            let several = ["documents", "shipments"].iter().find_map(|it| told[it].as_array());
            let number = |it: &Json| it["number"].as_str().unwrap_or_default().to_owned();
            match several {
                Some(all) => {
                    let named = (1..).zip(all);
                    self.documents
                        .extend(named.map(|(at, it)| (format!("{name}{at}"), (kind.clone(), number(it)))));
                }
                None => drop(self.documents.insert(name.clone(), (kind, number(&told)))),
            }
        }
        Ok(())
    }

    /// The next document with what is left over; only the lines that the story names, when it does.
    /// `to sales_return/check` is another step than the usual one.
    fn push(&self, step: &Step) -> Result<(String, Answer), String> {
        let (kind, number) = self.called(&step.what)?;
        let to = step.to.clone().ok_or("to what?")?;
        let (to, transition) = to.split_once('/').unwrap_or((&to, first_step(&to)));
        let path = format!("/api/documents/{kind}/{number}/push-down/{to}");
        let drafted = self.actor.post(&path, json!({}));
        if drafted.status != 200 {
            return Ok((to.to_owned(), drafted));
        }
        let mut fields = drafted.json()["fields"].clone();
        if !step.lines.is_empty() {
            let rows = fields["lines"].as_array_mut().ok_or("a draft without lines")?;
            rows.retain(|row| step.lines.iter().any(|it| row["item"] == it.item.as_str()));
            write_over(rows, &step.lines, to)?;
        }
        fields.as_object_mut().ok_or("fields are an object")?.extend(self.header(step));
        Ok((to.to_owned(), self.make(to, fields, Some(transition))))
    }

    /// What a change writes; of the lines only those that the story names.
    fn changed(&self, step: &Step) -> Result<Json, String> {
        let mut fields = self.header(step);
        if !step.lines.is_empty() {
            let (kind, _) = self.called(&step.what)?;
            let mut rows = self.document(&step.what)?["fields"]["lines"].clone();
            let all = rows.as_array_mut().ok_or("it has no lines")?;
            // A line that is told by its number keeps what is not told.
            for row in all.iter_mut() {
                *row = json!({ "line": row["line"], "item": row["item"] });
            }
            write_over(all, &step.lines, kind)?;
            fields.insert("lines".to_owned(), rows);
        }
        Ok(Json::Object(fields))
    }

    /// `award Q reason=cheap as P: tea HILL, silk FARM`: which quotation gets the line of which item.
    fn award(&self, step: &Step) -> Result<Answer, String> {
        let (_, number) = self.called(&step.what)?;
        let asked = self.document(&step.what)?;
        let rows = asked["fields"]["lines"].as_array().ok_or("it has no lines")?;
        let awards = step.lines.iter().map(|it| {
            let row =
                rows.iter().find(|row| row["item"] == it.item.as_str()).ok_or("asked for no such item")?;
            Ok(json!({ "line": row["line"], "quotation": self.called(&it.quantity)?.1 }))
        });
        let mut body = Map::from_iter([("awards".to_owned(), awards.collect::<Result<_, String>>()?)]);
        body.extend(self.header(step));
        Ok(self.actor.post(&format!("/api/rfqs/{number}/award"), Json::Object(body)))
    }

    /// `wave main orders=A+B as W`: a list that picks for these orders.
    fn wave(&self, step: &Step) -> Result<Answer, String> {
        let orders = step.fields.iter().find(|(name, _)| name == "orders").ok_or("for which orders?")?;
        let numbers = orders.1.split('+').map(|it| Ok(self.called(it)?.1.clone()));
        let numbers: Vec<String> = numbers.collect::<Result<_, String>>()?;
        Ok(self.actor.post("/api/sales/pick-lists", json!({ "warehouse": step.what, "orders": numbers })))
    }

    /// `picked W 1 = 3 not_found`: so many were there of a line, and why no more.
    fn pick(&self, place: &str, found: &str) -> Result<(), String> {
        let (name, line) = place.split_once(' ').ok_or("which line of what?")?;
        let (picked, reason) = found.split_once(' ').unwrap_or((found, ""));
        let document = self.document(name)?;
        let rows = document["fields"]["lines"].as_array().ok_or("it has no lines")?;
        let line: i64 = line.parse().map_err(|_| "a line is a number")?;
        let row = |it: &Json| match it["line"].as_i64() == Some(line) {
            true => json!({ "line": it["line"], "picked": picked, "short_reason": reason }),
            false => json!({ "line": it["line"] }),
        };
        self.write(name, json!({ "lines": rows.iter().map(row).collect::<Vec<Json>>() }))
    }

    /// `packed W A = SF1001 2.4`: what was picked for `A` leaves in a package of its own, with this number and
    /// weight.
    fn pack(&self, place: &str, package: &str) -> Result<(), String> {
        let (name, order) = place.split_once(' ').ok_or("for which order of what?")?;
        let (tracking, weight) = package.split_once(' ').ok_or("which number and what weight?")?;
        let order = &self.called(order)?.1;
        let document = self.document(name)?;
        let mut packages = document["fields"]["packages"].as_array().cloned().unwrap_or_default();
        let next = (packages.len() + 1).to_string();
        packages.push(json!({ "package": next, "tracking_number": tracking, "weight_kg": weight }));
        let rows = document["fields"]["lines"].as_array().ok_or("it has no lines")?;
        let row = |it: &Json| match it["sales_order"] == order.as_str() {
            true => json!({ "line": it["line"], "package": next }),
            false => json!({ "line": it["line"] }),
        };
        let lines: Vec<Json> = rows.iter().map(row).collect();
        self.write(name, json!({ "packages": packages, "lines": lines }))
    }

    fn write(&self, name: &str, fields: Json) -> Result<(), String> {
        let (kind, number) = self.called(name)?;
        let path = format!("/api/documents/{kind}/{number}");
        let answer = self.actor.patch(&path, json!({ "fields": fields }));
        if answer.status == 200 { Ok(()) } else { Err(format!("refused: {}", answer.text())) }
    }

    fn make(&self, kind: &str, fields: Json, transition: Option<&str>) -> Answer {
        self.actor
            .post(&format!("/api/documents/{kind}"), json!({ "fields": fields, "transition": transition }))
    }

    fn fields(&self, step: &Step) -> Json {
        let mut fields = self.header(step);
        if !step.lines.is_empty() {
            fields.insert("lines".to_owned(), step.lines.iter().map(|it| it.fields(&step.what)).collect());
        }
        Json::Object(fields)
    }

    fn header(&self, step: &Step) -> Map<String, Json> {
        let value = |name: &str, text: &str| match (text, self.documents.get(text)) {
            (_, Some((_, number))) => json!(number),
            ("yes", _) => json!(true),
            ("no", _) => json!(false),
            // `costs=freight:20`
            (text, _) if text.starts_with("freight:") => {
                json!([{ "kind": "freight", "amount": text.trim_start_matches("freight:") }])
            }
            // `suppliers=farm+hill`
            (text, _) if name == "suppliers" => text.split('+').map(|it| json!({ "supplier": it })).collect(),
            (text, _) => json!(text),
        };
        step.fields.iter().map(|(name, text)| (name.clone(), value(name, text))).collect()
    }

    fn called(&self, name: &str) -> Result<&(String, String), String> {
        self.documents.get(name).ok_or_else(|| format!("nothing is called {name}"))
    }

    fn document(&self, name: &str) -> Result<Json, String> {
        let (kind, number) = self.called(name)?;
        Ok(self.admin.get(&format!("/api/documents/{kind}/{number}")).is(200))
    }

    fn stock(&self) -> Json {
        self.admin.get("/api/stock?limit=500").is(200)["rows"].clone()
    }

    fn check_stock(&self, place: &str, wanted: &str) -> Result<(), String> {
        let (item, warehouse) = place.split_once('@').ok_or("of which item@warehouse?")?;
        each(&self.admin.balance(item, warehouse), wanted)
    }

    fn check_line(&self, place: &str, wanted: &str) -> Result<(), String> {
        let (name, line) = place.split_once(' ').ok_or("which line of what?")?;
        let document = self.document(name)?;
        let lines = document["progress"]["lines"].as_array().ok_or("it has no lines to fulfil")?;
        let line: i64 = line.parse().map_err(|_| format!("`{line}` is not a line"))?;
        let found = lines.iter().find(|it| it["line"] == line).ok_or("there is no such line")?;
        each(found, wanted)
    }

    /// `price A 1 = 22 by list`
    fn check_price(&self, place: &str, wanted: &str) -> Result<(), String> {
        let (name, line) = place.split_once(' ').ok_or("which line of what?")?;
        let document = self.document(name)?;
        let rows = document["fields"]["lines"].as_array().ok_or("it has no lines")?;
        let line: i64 = line.parse().map_err(|_| "a line is a number")?;
        let found =
            rows.iter().find(|it| it["line"].as_i64() == Some(line)).ok_or("there is no such line")?;
        let text = |name: &str| found[name].as_str().unwrap_or("none").to_owned();
        expect("the price", wanted, &format!("{} by {}", text("price"), text("price_by")))
    }

    /// `field A amount = 44`
    fn check_field(&self, place: &str, wanted: &str) -> Result<(), String> {
        let (name, field) = place.split_once(' ').ok_or("which field of what?")?;
        let document = self.document(name)?;
        expect(field, wanted, document["fields"][field].as_str().unwrap_or("none"))
    }

    /// `offers Q tea = farm 9, hill 8.8 best`: what a piece would cost here.
    fn check_offers(&self, place: &str, wanted: &str) -> Result<(), String> {
        let (name, item) = place.split_once(' ').ok_or("for which item of what?")?;
        let told = self.actor.get(&format!("/api/rfqs/{}/comparison", self.called(name)?.1)).is(200);
        let asked = told["lines"].as_array().into_iter().flatten();
        let line = asked.clone().find(|it| it["item"]["number"] == item).ok_or("asked for no such item")?;
        let offers = told["quotations"].as_array().into_iter().flatten().flat_map(|quotation| {
            let lines = quotation["lines"].as_array().into_iter().flatten();
            lines.filter(|it| it["line"] == line["line"]).map(|it| {
                let text = |it: &Json| it.as_str().unwrap_or("?").to_owned();
                let best = if it["best"] == true { " best" } else { "" };
                format!("{} {}{best}", text(&quotation["supplier"]["number"]), text(&it["landed_price"]))
            })
        });
        expect("the offers", wanted, &offers.collect::<Vec<_>>().join(", "))
    }

    /// `report profit tea = 16 quantity, 223 profit`, of all time, as who acts may know it.
    fn check_report(&self, place: &str, wanted: &str) -> Result<(), String> {
        let (report, key) = place.split_once(' ').ok_or("which row of which report?")?;
        let wanted = amounts(wanted)?;
        let measures: Vec<&str> = wanted.iter().map(|(name, _)| name.as_str()).collect();
        let path = format!("/api/reports/{report}?from=2000-01-01&columns=&measures={}", measures.join(","));
        let told = self.actor.get(&path).is(200);
        let rows = told["rows"].as_array().ok_or("no rows")?;
        let row = rows.iter().find(|it| it["keys"][0]["key"] == key).ok_or("there is no such row")?;
        for (at, (name, amount)) in wanted.iter().enumerate() {
            expect(name, amount, row["values"][at].as_str().unwrap_or("none"))?;
        }
        Ok(())
    }

    /// `tea 4 from A-01, milk 2 L1 from A-02`, line by line of a pick list.
    fn check_picks(&self, name: &str, wanted: &str) -> Result<(), String> {
        let document = self.document(name)?;
        let rows = document["fields"]["lines"].as_array().ok_or("it has no lines")?;
        let text = |it: &Json, name: &str| it[name].as_str().map(|it| format!(" {it}")).unwrap_or_default();
        let told = |it: &Json| {
            let from = it["bin"].as_str().map(|it| format!(" from {it}")).unwrap_or_default();
            format!("{}{}{}{from}", it["item"].as_str().unwrap_or("?"), text(it, "quantity"), text(it, "lot"))
        };
        expect("what is picked", wanted, &rows.iter().map(told).collect::<Vec<_>>().join(", "))
    }

    fn check_state(&self, name: &str, wanted: &str) -> Result<(), String> {
        expect("the state", wanted, self.document(name)?["state"].as_str().unwrap_or("none"))
    }

    fn check_cost(&self, item: &str, wanted: &str) -> Result<(), String> {
        let told = self.admin.get(&format!("/api/stock/{item}")).is(200);
        expect("the average cost", wanted, told["average_cost"].as_str().unwrap_or("none"))
    }

    /// `A-01 4, to place 6`, of one item.
    fn check_bins(&self, place: &str, wanted: &str) -> Result<(), String> {
        let (item, warehouse) = place.split_once('@').ok_or("of which item@warehouse?")?;
        let told = self.admin.get(&format!("/api/warehouses/{warehouse}/bins")).is(200);
        let own = |rows: &str| {
            let rows = told[rows].as_array().into_iter().flatten().filter(|it| it["item"] == item);
            rows.cloned().collect::<Vec<Json>>()
        };
        let text = |it: &Json, name: &str| it[name].as_str().unwrap_or("?").to_owned();
        let mut found: Vec<String> = own("contents")
            .iter()
            .map(|it| format!("{} {}", text(it, "bin"), text(it, "quantity")))
            .collect();
        found.sort();
        found.extend(own("to_place").iter().map(|it| format!("to place {}", text(it, "quantity"))));
        expect("the bins", wanted, &found.join(", "))
    }

    /// `L1 3, L2 5`, of what is left.
    fn check_lots(&self, place: &str, wanted: &str) -> Result<(), String> {
        let (item, warehouse) = place.split_once('@').ok_or("of which item@warehouse?")?;
        let told = self.admin.get(&format!("/api/stock/{item}")).is(200);
        let here = told["balances"].as_array().into_iter().flatten().find(|it| it["warehouse"] == warehouse);
        let lots =
            here.and_then(|it| it["lots"].as_array()).into_iter().flatten().filter(|it| it["on_hand"] != "0");
        let text = |it: &Json, name: &str| it[name].as_str().unwrap_or("?").to_owned();
        let mut found: Vec<String> =
            lots.map(|it| format!("{} {}", text(it, "lot"), text(it, "on_hand"))).collect();
        found.sort();
        expect("the lots", wanted, &found.join(", "))
    }
}

/// The step that most documents take first.
fn first_step(kind: &str) -> &'static str {
    if matches!(kind, "rfq" | "quotation") { "send" } else { "confirm" }
}

/// What the story says of lines, over what stands in the rows of their items.
fn write_over(rows: &mut [Json], lines: &[Line], kind: &str) -> Result<(), String> {
    for line in lines {
        let row = rows.iter_mut().find(|row| row["item"] == line.item.as_str());
        let row = row.and_then(Json::as_object_mut).ok_or_else(|| format!("no line of {}", line.item))?;
        let Json::Object(wanted) = line.fields(kind) else { continue };
        row.extend(wanted);
    }
    Ok(())
}

fn each(found: &Json, wanted: &str) -> Result<(), String> {
    for (name, amount) in amounts(wanted)? {
        expect(&name, &amount, found[&name].as_str().unwrap_or("0"))?;
    }
    Ok(())
}

fn expect(what: &str, wanted: &str, found: &str) -> Result<(), String> {
    if wanted == found { Ok(()) } else { Err(format!("{what}: expected {wanted}, found {found}")) }
}
