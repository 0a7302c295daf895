//! Where a story happens: a company, and what the story calls its documents.

use super::line::{Line, Step, amounts};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use testkit::{Answer, Client};

pub(crate) struct Stage {
    admin: Client,
    /// Type and number by the story's name.
    documents: BTreeMap<String, (String, String)>,
}

impl Stage {
    pub(crate) fn new(admin: Client) -> Stage {
        Stage { admin, documents: BTreeMap::new() }
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
            ("picked", Some((place, found))) => self.pick(place.trim(), found.trim()),
            _ => self.act(&Step::read(line)?),
        }
    }

    fn act(&mut self, step: &Step) -> Result<(), String> {
        let before = self.stock();
        let (kind, answer) = match step.verb.as_str() {
            "push" => self.push(step)?,
            "confirm" | "draft" | "create" if !self.documents.contains_key(&step.what) => {
                (step.what.clone(), self.make(&step.what, self.fields(step), step.verb == "confirm"))
            }
            "wave" => ("pick_list".to_owned(), self.wave(step)?),
            "change" => {
                let (kind, number) = self.called(&step.what)?;
                let path = format!("/api/documents/{kind}/{number}");
                (kind.clone(), self.admin.patch(&path, json!({ "fields": self.fields(step) })))
            }
            "ship" => {
                let (kind, number) = self.called(&step.what)?;
                let path = format!("/api/sales/pick-lists/{number}/ship");
                (kind.clone(), self.admin.post(&path, json!({})))
            }
            verb => {
                let (kind, number) = self.called(&step.what)?;
                (kind.clone(), self.admin.transition(kind, number, verb))
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
            let number = answer.json()["number"].as_str().unwrap_or_default().to_owned();
            self.documents.insert(name.clone(), (kind, number));
        }
        Ok(())
    }

    /// The next document with what is left over; only the lines that the story names, when it does.
    fn push(&self, step: &Step) -> Result<(String, Answer), String> {
        let (kind, number) = self.called(&step.what)?;
        let to = step.to.clone().ok_or("to what?")?;
        let path = format!("/api/documents/{kind}/{number}/push-down/{to}");
        let drafted = self.admin.post(&path, json!({}));
        if drafted.status != 200 {
            return Ok((to, drafted));
        }
        let mut fields = drafted.json()["fields"].clone();
        if !step.lines.is_empty() {
            let named = |row: &Json| step.lines.iter().find(|it| row["item"] == it.item.as_str());
            let rows = fields["lines"].as_array_mut().ok_or("a draft without lines")?;
            rows.retain(|row| named(row).is_some());
            for row in rows {
                let wanted: &Line = named(row).ok_or("a line that was named")?;
                let Json::Object(wanted) = wanted.fields(&to) else { continue };
                row.as_object_mut().ok_or("a line is an object")?.extend(wanted);
            }
        }
        fields.as_object_mut().ok_or("fields are an object")?.extend(self.header(step));
        Ok((to.clone(), self.make(&to, fields, true)))
    }

    /// `wave main orders=A+B as W`: a list that picks for these orders.
    fn wave(&self, step: &Step) -> Result<Answer, String> {
        let orders = step.fields.iter().find(|(name, _)| name == "orders").ok_or("for which orders?")?;
        let numbers = orders.1.split('+').map(|it| Ok(self.called(it)?.1.clone()));
        let numbers: Vec<String> = numbers.collect::<Result<_, String>>()?;
        Ok(self.admin.post("/api/sales/pick-lists", json!({ "warehouse": step.what, "orders": numbers })))
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
        let lines: Vec<Json> = rows.iter().map(row).collect();
        let (kind, number) = self.called(name)?;
        let path = format!("/api/documents/{kind}/{number}");
        let answer = self.admin.patch(&path, json!({ "fields": { "lines": lines } }));
        if answer.status == 200 { Ok(()) } else { Err(format!("refused: {}", answer.text())) }
    }

    fn make(&self, kind: &str, fields: Json, confirm: bool) -> Answer {
        let transition = confirm.then_some("confirm");
        self.admin
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
        let value = |text: &str| match (text, self.documents.get(text)) {
            (_, Some((_, number))) => json!(number),
            ("yes", _) => json!(true),
            ("no", _) => json!(false),
            // `costs=freight:20`
            (text, _) if text.starts_with("freight:") => {
                json!([{ "kind": "freight", "amount": text.trim_start_matches("freight:") }])
            }
            (text, _) => json!(text),
        };
        step.fields.iter().map(|(name, text)| (name.clone(), value(text))).collect()
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

fn each(found: &Json, wanted: &str) -> Result<(), String> {
    for (name, amount) in amounts(wanted)? {
        expect(&name, &amount, found[&name].as_str().unwrap_or("0"))?;
    }
    Ok(())
}

fn expect(what: &str, wanted: &str, found: &str) -> Result<(), String> {
    if wanted == found { Ok(()) } else { Err(format!("{what}: expected {wanted}, found {found}")) }
}
