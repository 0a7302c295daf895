//! One document from its rows: links found, units converted, made or changed.

use crate::failure::Failure;
use crate::imports::documents::Plan;
use crate::imports::grouping::{Group, Together};
use crate::imports::links::{Found, How, Lookup, in_base_unit, unknown};
use crate::imports::outcome::problem;
use crate::papers;
use connect::spreadsheet::reading::Value;
use connect::spreadsheet::report::RowProblem;
use documents::{Field, Filter, Label, Links};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use storage::documents::Stored;
use storage::lists::{List, Sort};
use storage::{Tx, nested};
use values::Quantity;

/// Rounds of leaving out lines that are refused.
const ROUNDS_MAX: usize = 4;

/// What became of a paper, and the note to count it under.
type Written = (What, Option<(&'static str, Label)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Created,
    Updated,
    Unchanged,
}

/// What became of a group; places count its rows.
#[derive(Default)]
pub(crate) struct Done {
    pub(crate) what: Option<What>,
    pub(crate) bad: Vec<(usize, Vec<RowProblem>)>,
    pub(crate) notes: Vec<(&'static str, Label, usize)>,
    pub(crate) skipped: u32,
}

/// A group on its way to become a document.
struct Paper<'a> {
    plan: &'a Plan,
    group: &'a Group,
    /// Places of rows that are still in.
    rows: Vec<usize>,
    /// What links and units became, by row and place of the field.
    settled: BTreeMap<(usize, usize), Json>,
    done: Done,
}

/// Refusals are told in [`Done`]; `Err` only when we failed.
pub(crate) fn write_group(
    tx: &mut dyn Tx,
    plan: &Plan,
    lookup: &mut Lookup,
    group: &Group,
) -> Result<Done, Failure> {
    let rows = (0..group.rows.len()).collect();
    let mut paper = Paper { plan, group, rows, settled: BTreeMap::new(), done: Done::default() };
    let problems: Vec<(usize, Vec<RowProblem>)> = group
        .rows
        .iter()
        .enumerate()
        .filter(|(_, (_, plain))| !plain.problems.is_empty())
        .map(|(at, (_, plain))| (at, plain.problems.clone()))
        .collect();
    paper.refuse(problems);
    paper.skip_zeros();
    paper.settle(tx, lookup)?;
    for _ in 0..ROUNDS_MAX {
        if paper.rows.is_empty() {
            break;
        }
        let (fields, line_rows) = paper.fields();
        match nested(tx, |tx| paper.write(tx, lookup, &fields)) {
            Ok((what, note)) => {
                paper.done.what = Some(what);
                let first = paper.rows[0];
                paper.done.notes.extend(note.map(|(code, label)| (code, label, first)));
                break;
            }
            Err(Failure::Broken(error)) => return Err(Failure::Broken(error)),
            Err(failure) => {
                let problems = paper.blame(&failure, &line_rows);
                paper.refuse(problems);
            }
        }
    }
    Ok(paper.done)
}

impl Paper<'_> {
    /// Takes rows out. A document that people know by its number is whole or not at all.
    fn refuse(&mut self, problems: Vec<(usize, Vec<RowProblem>)>) {
        if problems.is_empty() {
            return;
        }
        let mut problems: BTreeMap<usize, Vec<RowProblem>> = problems.into_iter().collect();
        if !matches!(self.plan.together, Together::SameHeader(_)) {
            let first = problems.keys().next().map_or(0, |it| self.group.rows[*it].0.number);
            for at in &self.rows {
                problems.entry(*at).or_insert_with(|| {
                    let label = Label::new(
                        &format!("同一张单据的第 {first} 行有误，整张没有导入"),
                        &format!("row {first} of the same document is bad, so none of it was imported"),
                    );
                    vec![problem(&self.group.rows[*at].0, None, "", "document_has_bad_row", label)]
                });
            }
        }
        self.rows.retain(|it| !problems.contains_key(it));
        self.done.bad.extend(problems);
    }

    /// Lines of nothing, where the definition wants more than nothing.
    fn skip_zeros(&mut self) {
        let positive = |path: &str| {
            let least = self
                .plan
                .definition
                .field_at(path)
                .filter(|_| path.contains('.'))
                .and_then(|it| it.min.clone());
            least.and_then(|it| it.parse::<Quantity>().ok()).is_some_and(Quantity::is_positive)
        };
        let fields = self.plan.layout.fields();
        let places: Vec<usize> = (0..fields.len()).filter(|at| positive(&fields[*at].field)).collect();
        let is_zero = |at: usize| {
            places.iter().any(|place| match &self.group.rows[at].1.values[*place] {
                Value::Quantity(amount, _) => amount.raw(6).is_some_and(|(raw, _)| raw == 0),
                _ => false,
            })
        };
        let (zeros, rest): (Vec<usize>, Vec<usize>) = self.rows.iter().partition(|at| is_zero(**at));
        for at in zeros {
            let label = Label::new("数量为 0 的行，已跳过", "lines with quantity 0 skipped");
            self.done.notes.push(("zero_quantity", label, at));
            self.done.skipped += 1;
        }
        self.rows = rest;
    }

    /// Finds what the rows link to, and turns quantities into base units.
    fn settle(&mut self, tx: &mut dyn Tx, lookup: &mut Lookup) -> Result<(), Failure> {
        let mut problems: BTreeMap<usize, Vec<RowProblem>> = BTreeMap::new();
        for at in self.rows.clone() {
            let mut item = None;
            for place in 0..self.plan.layout.fields().len() {
                match self.settle_link(tx, lookup, at, place)? {
                    Ok(Some(found)) => item = found.or(item),
                    Ok(None) => (),
                    Err(it) => problems.entry(at).or_default().push(it),
                }
            }
            for place in 0..self.plan.layout.fields().len() {
                if let Err(it) = self.settle_unit(tx, at, place, item.as_ref())? {
                    problems.entry(at).or_default().push(it);
                }
            }
        }
        self.refuse(problems.into_iter().collect());
        Ok(())
    }

    fn field(&self, place: usize) -> Option<&Field> {
        self.plan.definition.field_at(&self.plan.layout.fields()[place].field)
    }

    /// `Ok(Some(Some(item)))` when the field names an item.
    fn settle_link(
        &mut self,
        tx: &mut dyn Tx,
        lookup: &mut Lookup,
        at: usize,
        place: usize,
    ) -> Result<Result<Option<Option<Found>>, RowProblem>, Failure> {
        let Value::Text(text) = &self.group.rows[at].1.values[place] else { return Ok(Ok(None)) };
        let Some(target) = self.field(place).and_then(|it| it.kind.target().map(str::to_owned)) else {
            return Ok(Ok(None));
        };
        let turn = &self.plan.turn;
        let is_master = turn.definitions.get(&target).is_some_and(|it| it.key_field.is_some());
        let found = if self.plan.options.create_unknown && is_master {
            nested(tx, |tx| lookup.find_or_make(tx, turn, &target, text, ""))
        } else {
            let found = lookup.find(tx, turn, &target, text)?;
            found.ok_or_else(|| unknown(turn, &target, text).into())
        };
        let found = match found {
            Ok(found) => found,
            Err(Failure::Broken(error)) => return Err(Failure::Broken(error)),
            Err(failure) => return Ok(Err(self.told(at, Some(place), &failure))),
        };
        let note = match found.how {
            How::ByNumber => None,
            How::ByCase => Some((
                "other_case",
                "编码大小写不同，已认出",
                "codes in other letters, upper or lower, recognised",
            )),
            How::ByName => {
                Some(("found_by_name", "写的是名称，已找到对应编码", "named by name instead of code; found"))
            }
            How::Made => Some(("made", "自动新建了基础资料", "masters made")),
        };
        self.done.notes.extend(note.map(|(code, zh, en)| (code, Label::new(zh, en), at)));
        self.settled.insert((at, place), found.number.clone().into());
        Ok(Ok(Some((target == "item").then_some(found))))
    }

    fn settle_unit(
        &mut self,
        tx: &mut dyn Tx,
        at: usize,
        place: usize,
        item: Option<&Found>,
    ) -> Result<Result<(), RowProblem>, Failure> {
        let (row, plain) = &self.group.rows[at];
        let Value::Quantity(amount, Some(unit)) = &plain.values[place] else { return Ok(Ok(())) };
        let quantity = amount.raw(Quantity::SCALE).map(|(raw, _)| Quantity::from_raw(raw));
        let converted = match (item, quantity) {
            (Some(item), Some(quantity)) => in_base_unit(tx, &self.plan.turn, item.id, quantity, unit)?,
            _ => None,
        };
        let field = &self.plan.layout.fields()[place];
        match converted {
            Some(quantity) => {
                self.settled.insert((at, place), quantity.to_string().into());
                Ok(Ok(()))
            }
            None => Ok(Err(problem(row, field.column, &field.field, "unknown_unit", unknown_unit(unit)))),
        }
    }

    /// The document as the API would take it, and for each line of each rows field its row.
    fn fields(&mut self) -> (Map<String, Json>, BTreeMap<String, Vec<usize>>) {
        let mut fields = Map::new();
        let mut lines: BTreeMap<String, (Vec<Json>, Vec<usize>)> = BTreeMap::new();
        let mut differing = None;
        for at in self.rows.clone() {
            let mut own: BTreeMap<&str, Map<String, Json>> = BTreeMap::new();
            for (place, field) in self.plan.layout.fields().iter().enumerate() {
                let json = match self.settled.get(&(at, place)) {
                    Some(settled) => settled.clone(),
                    None => self.group.rows[at].1.values[place].to_json(),
                };
                if json.is_null() || field.field == "number" && self.field(place).is_none() {
                    continue;
                }
                match field.field.split_once('.') {
                    Some((rows, column)) => {
                        own.entry(rows).or_default().insert(column.to_owned(), json);
                    }
                    None if fields.get(&field.field).is_some_and(|it| *it != json) => {
                        differing.get_or_insert(at);
                    }
                    None => {
                        fields.insert(field.field.clone(), json);
                    }
                }
            }
            for (rows, mut line) in own {
                // `2箱` says its unit itself, and is in stock units by now; so is what its header calls that.
                let counted = self.plan.definition.field(rows).and_then(|it| it.by_unit().next());
                let quantity = counted.and_then(|(own, _)| self.plan.layout.place(&format!("{rows}.{own}")));
                let is_settled =
                    |place| self.settled.contains_key(&(at, place)) || self.is_of_base_unit(place);
                if quantity.is_some_and(is_settled) {
                    line.remove("unit");
                }
                let (all, places) = lines.entry(rows.to_owned()).or_default();
                all.push(line.into());
                places.push(at);
            }
        }
        if let Some(at) = differing {
            let label = Label::new(
                "同一张单据各行的表头内容不同，取第一行的",
                "rows of one document differ in a header field; the first counts",
            );
            self.done.notes.push(("header_differs", label, at));
        }
        let mut line_rows = BTreeMap::new();
        for (rows, (mut all, places)) in lines {
            let field = self.plan.definition.field(&rows);
            if let Some(field) = field.filter(|it| it.is_measured()) {
                all.iter_mut().for_each(|it| as_people_count(field, it));
            }
            fields.insert(rows.clone(), all.into());
            line_rows.insert(rows, places);
        }
        (fields, line_rows)
    }

    /// Whether its header says that what stands there is counted in the stock unit: 基本单位数量.
    fn is_of_base_unit(&self, place: usize) -> bool {
        let column = self.plan.layout.fields()[place].column;
        let header = column.and_then(|it| self.plan.opened.header.names.get(it));
        header.is_some_and(|it| it.contains("基本") || it.to_lowercase().contains("base unit"))
    }

    fn write(
        &self,
        tx: &mut dyn Tx,
        lookup: &mut Lookup,
        fields: &Map<String, Json>,
    ) -> Result<Written, Failure> {
        let (plan, definition) = (self.plan, &self.plan.definition);
        let number = self.number();
        if let Some(stored) = self.existing(tx, lookup, number, fields)? {
            return self.change(tx, stored, fields.clone());
        }
        let transition = plan.options.transition.as_deref();
        // Numbers of our own are given by the counter alone, or it would give one twice.
        let prefix = plan.turn.numbering(definition).first_text().to_owned();
        let own = number.filter(|it| !prefix.is_empty() && it.starts_with(&prefix));
        let given = if own.is_some() { None } else { number };
        papers::create_numbered(
            tx,
            &plan.turn,
            definition,
            &Json::Object(fields.clone()),
            transition,
            given,
        )?;
        let note = own.map(|_| {
            let label =
                Label::new("单据号与系统编号规则相同，已重新编号", "numbers in our own form were given anew");
            ("number_given_anew", label)
        });
        Ok((What::Created, note))
    }

    /// What the file calls the document, when no field of its own holds that.
    fn number(&self) -> Option<&str> {
        let place = self.plan.layout.place("number").filter(|_| self.plan.definition.key_field.is_none())?;
        match &self.group.rows[*self.rows.first()?].1.values[place] {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The document that the file means, when the company has it already.
    fn existing(
        &self,
        tx: &mut dyn Tx,
        lookup: &mut Lookup,
        number: Option<&str>,
        fields: &Map<String, Json>,
    ) -> Result<Option<Stored>, Failure> {
        let definition = &self.plan.definition;
        let key = definition.key_field.as_ref().and_then(|it| fields.get(it)).and_then(Json::as_str);
        if let Some(name) = key.or(number) {
            return Ok(storage::documents::find(tx, &definition.name, name)?);
        }
        let keys = self.plan.key_fields();
        let known: Vec<(&str, &str)> =
            keys.iter().filter_map(|it| Some((*it, fields.get(*it)?.as_str()?))).collect();
        if keys.is_empty() || known.len() < keys.len() {
            return Ok(None);
        }
        let mut links = Links::new();
        for (name, text) in &known {
            let Some(target) = definition.field(name).and_then(|it| it.kind.target()) else {
                return Ok(None);
            };
            if let Some(found) = lookup.find(tx, &self.plan.turn, target, text)? {
                links.add(target, text, found.id);
            }
        }
        let all: Vec<Json> =
            known.iter().map(|(field, value)| json!({ "field": field, "op": "=", "value": value })).collect();
        let filter = Filter::from_json(definition, &json!({ "all": all }), &links)?;
        let sort = Sort::usual(definition);
        let list = List { definition, filter: &filter, words: &[], sort: &sort, after: None, limit: 1 };
        Ok(storage::lists::list(tx, &list)?.rows.into_iter().next())
    }

    fn change(
        &self,
        tx: &mut dyn Tx,
        stored: Stored,
        mut fields: Map<String, Json>,
    ) -> Result<Written, Failure> {
        let (turn, definition) = (&self.plan.turn, &self.plan.definition);
        papers::found_stored(tx, turn, definition, &stored.number)?;
        let editable = definition.state(&stored.state).is_some_and(|it| it.editable);
        if !editable && definition.key_field.is_none() {
            let label = Label::new(
                "单据已存在且已生效，没有改动",
                "documents that are there and in effect left alone",
            );
            return Ok((What::Unchanged, Some(("already_there", label))));
        }
        let (stored, record) = papers::locked(tx, turn, definition, &stored.number, None)?;
        // Lines keep their numbers, so that the same file changes nothing.
        for (name, lines) in &mut fields {
            for (line, known) in lines.as_array_mut().into_iter().flatten().zip(record.rows(name)) {
                line["line"] = known.line.into();
            }
        }
        let version = stored.version;
        let (stored, _) = papers::edit(tx, turn, definition, stored, &record, &Json::Object(fields))?;
        Ok((if stored.version == version { What::Unchanged } else { What::Updated }, None))
    }

    /// Whose fault a refusal is: the lines it names, or all rows.
    fn blame(
        &self,
        failure: &Failure,
        line_rows: &BTreeMap<String, Vec<usize>>,
    ) -> Vec<(usize, Vec<RowProblem>)> {
        let Failure::Invalid(problems) = failure else {
            return self.rows.iter().map(|at| (*at, vec![self.told(*at, None, failure)])).collect();
        };
        let mut blamed: BTreeMap<usize, Vec<RowProblem>> = BTreeMap::new();
        for it in problems {
            let message = Label::new(&it.message("zh"), &it.message("en"));
            let (rows, column) = it.path.split_once('.').unwrap_or((&it.path, ""));
            let (name, index) = rows.split_once('[').unwrap_or((rows, ""));
            let line = index.trim_end_matches(']').parse::<usize>().ok();
            let row = line.and_then(|line| line_rows.get(name)?.get(line).copied());
            let field = if column.is_empty() { name.to_owned() } else { format!("{name}.{column}") };
            let targets = row.map_or_else(|| self.rows.clone(), |it| vec![it]);
            for at in targets {
                let column = self.plan.layout.column_of(&field);
                let told = problem(&self.group.rows[at].0, column, &field, it.code, message.clone());
                blamed.entry(at).or_default().push(told);
            }
        }
        blamed.into_iter().collect()
    }

    fn told(&self, at: usize, place: Option<usize>, failure: &Failure) -> RowProblem {
        let field = place.map(|it| &self.plan.layout.fields()[it]);
        let (code, label) = in_words(failure);
        let name = field.map_or("", |it| it.field.as_str());
        problem(&self.group.rows[at].0, field.and_then(|it| it.column), name, &code, label)
    }
}

/// A refusal in both languages, with what to do.
pub(crate) fn in_words(failure: &Failure) -> (String, Label) {
    match failure {
        Failure::Refused(it) => {
            let whole = |language| match it.detail.text(language) {
                "" => it.title.text(language).to_owned(),
                detail => format!("{}; {detail}", it.title.text(language)),
            };
            (it.code.to_owned(), Label::new(&whole("zh"), &whole("en")))
        }
        Failure::Invalid(problems) => {
            let whole = |language: &str| {
                let told: Vec<String> =
                    problems.iter().map(|it| format!("{}: {}", it.path, it.message(language))).collect();
                told.join("; ")
            };
            ("invalid".to_owned(), Label::new(&whole("zh"), &whole("en")))
        }
        Failure::Broken(_) => ("internal".to_owned(), Label::new("系统出错", "something went wrong")),
    }
}

pub(crate) fn unknown_unit(unit: &str) -> Label {
    Label::new(
        &format!("商品没有单位“{unit}”：请在商品资料里加上换算，或改成基本单位的数量"),
        &format!(
            "the item has no unit “{unit}”: add its conversion to the item, or write the quantity in base units"
        ),
    )
}

/// A sheet that names a unit in a line gives quantity and price by that unit.
fn as_people_count(rows: &Field, line: &mut Json) {
    let Some(line) = line.as_object_mut().filter(|it| it.contains_key("unit")) else { return };
    for (own, by_unit) in rows.by_unit() {
        if !line.contains_key(by_unit)
            && let Some(value) = line.remove(own)
        {
            line.insert(by_unit.to_owned(), value);
        }
    }
}
