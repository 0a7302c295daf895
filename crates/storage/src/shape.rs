//! What a document type looks like from outside the program: indexes for its fields, and SQL views
//! that people with BI tools read: `v_<type>`, and `v_<type>_<rows>` for its lines.

use crate::documents::literal;
use crate::json_sql::{self, Stored};
use crate::migrations::checksum;
use crate::{Dialect, Error, Param, Tx, is_identifier, nested, params, query_one};
use documents::{DocumentType, Field, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// Something made for a type, and the SQL that makes it.
type Made = BTreeMap<String, String>;

/// Makes, changes or drops the indexes and views of a type; costs one query when nothing changed.
/// Call it for every type when the program starts, and when a definition changes.
///
/// [`Error::Constraint`] `unique_<type>_<field>` when a field that shall be unique is not.
pub fn apply_shape(tx: &mut dyn Tx, definition: &DocumentType) -> Result<(), Error> {
    let wanted = shape(tx.dialect(), definition)?;
    change(tx, &definition.name, &wanted)
}

/// Drops the indexes and views of a type that is no more.
pub fn drop_shape(tx: &mut dyn Tx, document_type: &str) -> Result<(), Error> {
    literal(document_type)?;
    change(tx, document_type, &Made::new())
}

fn change(tx: &mut dyn Tx, document_type: &str, wanted: &Made) -> Result<(), Error> {
    let select = "select json_text(made) from @.shape where type = ?";
    let made = query_one(tx, select, params![document_type])?.map(|it| it.json(0)).unwrap_or_default();
    let made: Made = serde_json::from_value(made).unwrap_or_default();
    if made == *wanted {
        return Ok(());
    }
    for name in made.iter().filter(|(name, sql)| wanted.get(*name) != Some(sql)).map(|(name, _)| name) {
        drop_one(tx, name);
    }
    for (_, sql) in wanted.iter().filter(|(name, sql)| made.get(*name) != Some(sql)) {
        tx.batch(sql)?;
    }
    let json = serde_json::to_string(wanted).expect("texts are JSON");
    tx.execute(
        "insert into @.shape (type, made) values (?, json(?))
         on conflict (type) do update set made = excluded.made",
        params![document_type, Param::Json(&json)],
    )?;
    match tx.dialect() {
        Dialect::Sqlite => assume_statistics(tx, wanted.keys()),
        Dialect::Postgres => Ok(()), // It analyzes by itself.
    }
}

/// Without statistics SQLite takes any index for a good one, and sorts a hundred thousand items to
/// show 25. Until it knows better from the data it believes in a big company.
fn assume_statistics<'a>(tx: &mut dyn Tx, indexes: impl Iterator<Item = &'a String>) -> Result<(), Error> {
    tx.batch("analyze sqlite_schema")?;
    let known = tx.query("select idx from sqlite_stat1 where tbl = 'document'", &[])?;
    let known: BTreeSet<&str> = known.iter().filter_map(|it| it.opt_text(0)).collect();
    let usual = [
        ("document_type_seq", "100000 10000 1"),
        ("document_maker", "100000 5000 1000 1"),
        ("sqlite_autoindex_document_1", "100000 1"),
        ("sqlite_autoindex_document_2", "100000 10000 1"),
    ];
    let of_type = indexes.filter(|it| !it.starts_with("v_")).map(|it| {
        let rows = match it.as_str() {
            it if it.starts_with("unique_") => "10000 1",
            it if it.ends_with("___state") => "10000 2500 1",
            _ => "10000 10 1",
        };
        (it.as_str(), rows)
    });
    for (index, rows) in usual.into_iter().chain(of_type).filter(|(index, _)| !known.contains(index)) {
        let insert = "insert into sqlite_stat1 (tbl, idx, stat) values ('document', ?, ?)";
        tx.execute(insert, params![index, rows])?;
    }
    tx.batch("analyze sqlite_schema")
}

/// A view that somebody built another view on cannot be dropped on PostgreSQL. Theirs goes with it:
/// ours is made anew at once, and its columns may be gone.
fn drop_one(tx: &mut dyn Tx, name: &str) {
    let kind = if name.starts_with("v_") { "view" } else { "index" };
    let cascade = if tx.dialect() == Dialect::Postgres && kind == "view" { " cascade" } else { "" };
    let dropped = nested(tx, |tx| tx.batch(&format!("drop {kind} if exists @.{name}{cascade}")));
    if let Err(error) = dropped {
        tracing::warn!(%error, name, "could not be dropped");
    }
}

fn shape(dialect: Dialect, definition: &DocumentType) -> Result<Made, Error> {
    let document_type = literal(&definition.name)?;
    let mut made = Made::new();
    let index = |made: &mut Made, unique: &str, name: String, what: &str| {
        let tie = if unique.is_empty() { ", seq" } else { "" };
        let sql =
            format!("create {unique}index {name} on @.document ({what}{tie}) where type = {document_type}");
        made.insert(name, sql);
    };
    for field in definition.fields.iter().filter(|it| is_identifier(&it.name)) {
        let Some(stored) = Stored::of(&field.kind) else { continue };
        let what = json_sql::value(dialect, "body", &field.name, stored);
        if field.unique && definition.key_field.as_ref() != Some(&field.name) {
            index(&mut made, "unique ", fitting(format!("unique_{}_{}", definition.name, field.name)), &what);
        }
        if is_indexed(definition, field) {
            index(&mut made, "", fitting(format!("document_{}__{}", definition.name, field.name)), &what);
        }
    }
    if definition.states.len() > 1 {
        index(&mut made, "", fitting(format!("document_{}___state", definition.name)), "state");
    }
    if definition.key_field.is_some() {
        index(&mut made, "", fitting(format!("document_{}___updated_at", definition.name)), "updated_at");
    }
    let name = fitting(format!("v_{}", definition.name));
    made.insert(name.clone(), view(dialect, definition, &name, &document_type));
    for rows in definition.rows_fields().filter(|it| is_identifier(&it.name)) {
        let name = fitting(format!("v_{}_{}", definition.name, rows.name));
        made.insert(name.clone(), rows_view(dialect, rows, &name, &document_type));
    }
    Ok(made)
}

/// Masters are searched and sorted by whatever their list shows; other documents grow without end,
/// and get the indexes that their definition asks for.
pub(crate) fn is_indexed(definition: &DocumentType, field: &Field) -> bool {
    // The key is the number, which has its own column and index; what is not plain has no order to keep.
    if !field.kind.is_plain() || definition.key_field.as_ref() == Some(&field.name) {
        return false;
    }
    let listed = definition.key_field.is_some() && definition.list.contains(&field.name);
    // Whose a document is decides who sees it.
    let is_whose = field.kind == Kind::Member;
    // Where a reminder names states, the index of those finds the few documents that are in them.
    let reminds = definition.reminders.iter().any(|it| it.day == field.name && it.states.is_empty());
    field.indexed || listed || is_whose || reminds || definition.title_field.as_ref() == Some(&field.name)
}

/// A name that PostgreSQL does not cut off.
fn fitting(name: String) -> String {
    const LONGEST: usize = 63;
    if name.len() <= LONGEST {
        return name;
    }
    let sum = checksum(&name);
    format!("{}_{sum}", &name[..LONGEST - sum.len() - 1])
}

fn view(dialect: Dialect, definition: &DocumentType, name: &str, document_type: &str) -> String {
    let mut columns = Columns::new(dialect);
    columns.add("id", "d.seq".to_owned());
    columns.add("number", "d.number".to_owned());
    columns.add("state", "d.state".to_owned());
    columns.add("version", "d.version".to_owned());
    columns.add("created_at", moment(dialect, "d.created_at"));
    columns.add("updated_at", moment(dialect, "d.updated_at"));
    columns.add("created_by", "(select m.name from @.member m where m.seq = d.created_by)".to_owned());
    columns.add_fields("d.body", &definition.fields);
    let columns = columns.sql();
    format!("create view @.{name} as select {columns} from @.document d where d.type = {document_type}")
}

fn rows_view(dialect: Dialect, rows: &Field, name: &str, document_type: &str) -> String {
    let mut columns = Columns::new(dialect);
    columns.add("document_id", "d.seq".to_owned());
    columns.add("document_number", "d.number".to_owned());
    columns.add("document_state", "d.state".to_owned());
    columns.add("line", json_sql::value(dialect, "r.value", "line", Stored::Int));
    columns.add_fields("r.value", &rows.columns);
    let (columns, from) = (columns.sql(), json_sql::rows(dialect, "d.body", &rows.name));
    format!(
        "create view @.{name} as select {columns} from @.document d cross join {from} where d.type = {document_type}"
    )
}

struct Columns {
    dialect: Dialect,
    names: BTreeSet<String>,
    sql: Vec<String>,
}

impl Columns {
    fn new(dialect: Dialect) -> Columns {
        Columns { dialect, names: BTreeSet::new(), sql: Vec::new() }
    }

    /// The first column of a name wins.
    fn add(&mut self, name: &str, what: String) {
        if self.names.insert(name.to_owned()) {
            self.sql.push(format!("{what} as \"{name}\""));
        }
    }

    fn add_fields(&mut self, object: &str, fields: &[Field]) {
        for field in fields.iter().filter(|it| is_identifier(&it.name)) {
            let Some(stored) = Stored::of(&field.kind) else { continue };
            let value = json_sql::value(self.dialect, object, &field.name, stored);
            match &field.kind {
                Kind::Link(_) => {
                    let number = format!("(select t.number from @.document t where t.seq = {value})");
                    self.add(&field.name, number);
                    self.add(&format!("{}_id", field.name), value);
                }
                Kind::Member => {
                    self.add(&field.name, format!("(select m.name from @.member m where m.seq = {value})"));
                }
                Kind::Address => {
                    self.add(
                        &field.name,
                        format!("nullif({}, '')", json_sql::address(self.dialect, object, &field.name)),
                    );
                    for part in ["province", "city", "district"] {
                        let value = json_sql::part_of(self.dialect, object, &field.name, part);
                        self.add(&format!("{}_{part}", field.name), format!("nullif({value}, '')"));
                    }
                }
                Kind::Location => {
                    self.add(&field.name, json_sql::part_of(self.dialect, object, &field.name, "text"));
                    for part in ["lat", "lng"] {
                        let value = json_sql::part_of(self.dialect, object, &field.name, part);
                        let value = match self.dialect {
                            Dialect::Sqlite => value,
                            Dialect::Postgres => format!("({value}::bigint)"),
                        };
                        self.add(&format!("{}_{part}", field.name), decimal(self.dialect, &value, 6));
                    }
                }
                Kind::DateTime => self.add(&field.name, moment(self.dialect, &value)),
                Kind::Date if self.dialect == Dialect::Postgres => {
                    self.add(&field.name, format!("({value})::date"));
                }
                kind => match kind.scale() {
                    Some(scale) => self.add(&field.name, decimal(self.dialect, &value, scale)),
                    None => self.add(&field.name, value),
                },
            }
        }
    }

    fn sql(&self) -> String {
        self.sql.join(", ")
    }
}

/// A scaled integer as a decimal number. SQLite has none, so there it is a floating-point one: for
/// reports, never read back.
fn decimal(dialect: Dialect, value: &str, scale: u32) -> String {
    let one = 10_i64.pow(scale);
    match dialect {
        Dialect::Sqlite => format!("{value} / {one}.0"),
        Dialect::Postgres => format!("trim_scale({value}::numeric / {one})"),
    }
}

fn moment(dialect: Dialect, micros: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("strftime('%Y-%m-%dT%H:%M:%fZ', {micros} / 1000000.0, 'unixepoch')"),
        Dialect::Postgres => format!("to_timestamp({micros} / 1000000.0)"),
    }
}
