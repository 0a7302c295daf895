//! A filter of `documents` as a condition on the document table, aliased `d`.
//!
//! Every condition is true or false, never unknown: a blank field matches only *empty* and *not
//! equal*, and *not* turns everything around, blanks included. Texts compare by bytes, so that both
//! engines agree; *contains* and *starts with* do not tell A from a.

use crate::json_sql::{self, Stored};
use crate::{Dialect, Param, is_identifier, shape};
use documents::{DocumentType, FieldPath, Filter, Kind, Op, Operand, Scalar};

/// SQL text and what its `?` stand for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) params: Vec<Scalar>,
}

impl Condition {
    pub(crate) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    pub(crate) fn add(&mut self, other: Condition) {
        self.sql.push_str(&other.sql);
        self.params.extend(other.params);
    }

    pub(crate) fn params(&self) -> Vec<Param<'_>> {
        self.params.iter().map(param).collect()
    }
}

pub(crate) fn param(scalar: &Scalar) -> Param<'_> {
    match scalar {
        Scalar::Int(it) => Param::Int(*it),
        Scalar::Bool(it) => Param::Int(i64::from(*it)),
        Scalar::Text(it) => Param::Text(it),
    }
}

/// `definition` is the one the filter was read with.
pub(crate) fn condition(dialect: Dialect, definition: &DocumentType, filter: &Filter) -> Condition {
    let mut writer = Writer { dialect, definition, out: Condition::default(), after_any: "" };
    writer.filter(filter);
    writer.out
}

/// [`condition`] for rows that are looked at in an order, until there are enough. An engine that sees "this or
/// that" would rather gather all of this and all of that and sort them.
pub(crate) fn condition_in_order(dialect: Dialect, definition: &DocumentType, filter: &Filter) -> Condition {
    let mut writer = Writer { dialect, definition, out: Condition::default(), after_any: " is true" };
    writer.filter(filter);
    writer.out
}

/// The filter as conditions of which any will do, where each is found by an index of its own: no engine reads
/// two indexes for an "or" and keeps their order. One condition where that is not so.
pub(crate) fn alternatives(dialect: Dialect, definition: &DocumentType, filter: &Filter) -> Vec<Condition> {
    let writer = Writer { dialect, definition, out: Condition::default(), after_any: "" };
    let found = writer.alternatives(filter).filter(|it| it.len() > 1);
    found.unwrap_or_else(|| vec![condition(dialect, definition, filter)])
}

/// [`alternatives`] of which each is one range of an index, so that it comes in the order of their ids.
pub(crate) fn ranges(dialect: Dialect, definition: &DocumentType, filter: &Filter) -> Vec<Condition> {
    alternatives(dialect, definition, &one_by_one(filter))
}

/// With "this or that" instead of "one of these".
fn one_by_one(filter: &Filter) -> Filter {
    let each = |parts: &[Filter]| parts.iter().map(one_by_one).collect();
    match filter {
        Filter::All(parts) => Filter::All(each(parts)),
        Filter::Any(parts) => Filter::Any(each(parts)),
        Filter::Compare { field, op: Op::In, value: Operand::Many(values) } => {
            let one = |it: &Scalar| Filter::Compare {
                field: field.clone(),
                op: Op::Equal,
                value: Operand::One(it.clone()),
            };
            Filter::Any(values.iter().map(one).collect())
        }
        other => other.clone(),
    }
}

struct Writer<'a> {
    dialect: Dialect,
    definition: &'a DocumentType,
    out: Condition,
    /// What hides from an engine that it could use several indexes.
    after_any: &'static str,
}

impl Writer<'_> {
    fn apart(&self, write: impl FnOnce(&mut Self)) -> Condition {
        let mut writer = Writer { out: Condition::default(), ..*self };
        write(&mut writer);
        writer.out
    }

    fn alternatives(&self, filter: &Filter) -> Option<Vec<Condition>> {
        match filter {
            Filter::Any(parts) => {
                let parts: Option<Vec<Vec<Condition>>> =
                    parts.iter().map(|it| self.alternatives(it)).collect();
                Some(parts?.concat())
            }
            Filter::All(parts) => {
                let split =
                    parts.iter().enumerate().filter_map(|(at, it)| Some((at, self.alternatives(it)?)));
                let (at, mut found) = split.max_by_key(|(_, it)| it.len())?;
                for part in parts.iter().enumerate().filter(|it| it.0 != at).map(|it| it.1) {
                    let rest = self.apart(|it| it.filter(part));
                    for one in &mut found {
                        one.push(" and ");
                        one.add(rest.clone());
                    }
                }
                Some(found)
            }
            Filter::Compare { field, op: op @ (Op::Equal | Op::In), value } => {
                if field.is_keeper(self.definition) {
                    return Some(self.kept_by(*op, value).to_vec());
                }
                self.has_index(field).then(|| vec![self.apart(|it| it.compare(field, *op, value))])
            }
            Filter::Compare { .. } | Filter::Not(_) => None,
        }
    }

    /// Whether documents with one value there are found by an index.
    fn has_index(&self, path: &FieldPath) -> bool {
        if path.is_system() {
            return ["number", "state", "created_by"].contains(&path.field.as_str());
        }
        let is_link = matches!(self.kind(path), Some(Kind::Link(_)));
        let field = self.definition.field(&path.field).filter(|_| path.column.is_none());
        is_link || field.is_some_and(|it| shape::is_indexed(self.definition, it))
    }

    fn filter(&mut self, filter: &Filter) {
        match filter {
            Filter::All(parts) => self.parts(parts, " and ", "1 = 1"),
            Filter::Any(parts) => {
                self.parts(parts, " or ", "1 = 0");
                self.out.push(if parts.is_empty() { "" } else { self.after_any });
            }
            Filter::Not(part) => {
                self.out.push("(");
                self.filter(part);
                self.out.push(") is not true");
            }
            Filter::Compare { field, op, value } => self.compare(field, *op, value),
        }
    }

    fn parts(&mut self, parts: &[Filter], between: &str, without: &str) {
        if parts.is_empty() {
            return self.out.push(without);
        }
        self.out.push("(");
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.out.push(between);
            }
            self.filter(part);
        }
        self.out.push(")");
    }

    fn compare(&mut self, path: &FieldPath, op: Op, value: &Operand) {
        if path.is_system() {
            return self.test(&format!("d.{}", path.field), op, value);
        }
        if path.is_itself() {
            return self.test("d.seq", op, value);
        }
        if path.is_keeper(self.definition) {
            return self.kept(op, value);
        }
        let Some(kind) = self.kind(path) else { return self.out.push("1 = 0") };
        if matches!(kind, Kind::Link(_)) && matches!(op, Op::Equal | Op::In) {
            return self.linked(path, value);
        }
        match (&path.column, Stored::of(&kind)) {
            (Some(column), Some(stored)) => {
                let rows = json_sql::rows(self.dialect, "d.body", &path.field);
                self.out.push(&format!("exists (select 1 from {rows} where "));
                self.test_field("r.value", column, stored, op, value);
                self.out.push(")");
            }
            (None, Some(stored)) => {
                self.test_field("d.body", &path.field, stored, op, value);
            }
            // Rows are only empty or not.
            (_, None) => {
                let rows = json_sql::rows(self.dialect, "d.body", &path.field);
                let not = if op == Op::NotEmpty { "" } else { "not " };
                self.out.push(&format!("{not}exists (select 1 from {rows})"));
            }
        }
    }

    /// The kind of a declared field. Its name is about to become SQL, so it must be a name.
    fn kind(&self, path: &FieldPath) -> Option<Kind> {
        let field = self.definition.field(&path.field)?;
        let field = match &path.column {
            Some(column) => field.column(column)?,
            None => field,
        };
        (is_identifier(&path.field) && is_identifier(&field.name)).then(|| field.kind.clone())
    }

    /// Who took a document over keeps it, else who made it.
    fn kept(&mut self, op: Op, value: &Operand) {
        if !matches!(op, Op::Equal | Op::In) {
            let keeper = "coalesce((select k.member from @.keeper k where k.document = d.seq), d.created_by)";
            return self.test(keeper, op, value);
        }
        let [taken, made] = self.kept_by(op, value);
        self.out.push("(");
        self.out.add(taken);
        self.out.push(" or (");
        self.out.add(made);
        self.out.push("))");
        self.out.push(self.after_any);
    }

    /// Taken over, or made and never handed over: each has an index.
    fn kept_by(&self, op: Op, value: &Operand) -> [Condition; 2] {
        let taken = self.apart(|it| {
            it.out.push("d.seq in (select k.document from @.keeper k where ");
            it.test("k.member", op, value);
            it.out.push(")");
        });
        let made = self.apart(|it| {
            it.test("d.created_by", op, value);
            it.out.push(" and not exists (select 1 from @.keeper k where k.document = d.seq)");
        });
        [taken, made]
    }

    /// Links have a table of their own, with an index by target.
    fn linked(&mut self, path: &FieldPath, value: &Operand) {
        self.out.push(&format!("d.seq in (select l.document from @.link l where l.role = '{path}' and "));
        self.test("l.target", if matches!(value, Operand::Many(_)) { Op::In } else { Op::Equal }, value);
        self.out.push(")");
    }

    fn test_field(&mut self, object: &str, name: &str, stored: Stored, op: Op, value: &Operand) {
        let is_part = matches!(op, Op::Contains | Op::StartsWith);
        let what = match stored {
            Stored::Address if is_part => json_sql::address(self.dialect, object, name),
            _ => json_sql::value(self.dialect, object, name, stored),
        };
        if stored != Stored::List || matches!(op, Op::Empty | Op::NotEmpty) {
            return self.test(&what, op, value);
        }
        // Whether the one that is asked for is among those that were chosen.
        let (not, op) = if op == Op::NotEqual { ("not ", Op::Equal) } else { ("", op) };
        let texts = json_sql::texts(self.dialect, object, name);
        self.out.push(&format!("{not}exists (select 1 from {texts} where "));
        self.test("chosen.value", op, value);
        self.out.push(")");
    }

    fn test(&mut self, what: &str, op: Op, value: &Operand) {
        match (op, value) {
            (Op::Empty, _) => self.out.push(&format!("{what} is null")),
            (Op::NotEmpty, _) => self.out.push(&format!("{what} is not null")),
            (Op::In, Operand::Many(values)) if !values.is_empty() => {
                let places = vec!["?"; values.len()].join(", ");
                self.out.push(&format!("{what} in ({places})"));
                self.out.params.extend(values.iter().cloned());
            }
            (Op::Contains, Operand::One(Scalar::Text(text))) => {
                let contains = json_sql::contains(self.dialect, &format!("lower({what})"));
                self.out.push(&contains);
                self.out.params.push(Scalar::Text(text.to_ascii_lowercase()));
            }
            (Op::StartsWith, Operand::One(Scalar::Text(text))) => {
                let length = text.chars().count();
                self.out.push(&format!("substr(lower({what}), 1, {length}) = ?"));
                self.out.params.push(Scalar::Text(text.to_ascii_lowercase()));
            }
            (_, Operand::One(value)) => {
                self.out.push(&format!("{what} {} ?", operator(op)));
                self.out.params.push(value.clone());
            }
            (_, Operand::Many(_) | Operand::Nothing) => self.out.push("1 = 0"),
        }
    }
}

fn operator(op: Op) -> &'static str {
    match op {
        Op::NotEqual => "is distinct from",
        Op::Less => "<",
        Op::LessOrEqual => "<=",
        Op::Greater => ">",
        Op::GreaterOrEqual => ">=",
        _ => "=",
    }
}
