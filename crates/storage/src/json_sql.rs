//! Reaching into JSON columns, in the words of either engine. The only place that does.

use crate::Dialect;
use documents::Kind;
use std::fmt::Write as _;

/// How a stored value is compared and sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    Int,
    Text,
    Bool,
    /// An array of texts.
    List,
    Address,
    /// What is only there or not.
    Object,
}

impl Stored {
    /// How `documents` keeps values of this kind; `None` for rows.
    pub(crate) fn of(kind: &Kind) -> Option<Stored> {
        match kind {
            Kind::Rows | Kind::Lookup | Kind::LinkedTable => None,
            kind if kind.is_text() => Some(Stored::Text),
            Kind::Choice | Kind::Date => Some(Stored::Text),
            Kind::Choices => Some(Stored::List),
            Kind::Address => Some(Stored::Address),
            Kind::YesNo => Some(Stored::Bool),
            Kind::DateTime | Kind::Member | Kind::Link(_) => Some(Stored::Int),
            Kind::Number | Kind::Quantity | Kind::Money | Kind::UnitPrice | Kind::Percent => {
                Some(Stored::Int)
            }
            _ => Some(Stored::Object),
        }
    }
}

/// The value of `name` in the JSON object `object`; null when it is blank. An index on this very
/// text serves a query that uses it, so both must come from here. `name` is an identifier.
pub(crate) fn value(dialect: Dialect, object: &str, name: &str, stored: Stored) -> String {
    match (dialect, stored) {
        (Dialect::Sqlite, _) => format!("({object} ->> '$.{name}')"),
        (Dialect::Postgres, Stored::Int) => format!("(({object} ->> '{name}')::bigint)"),
        (Dialect::Postgres, Stored::Text | Stored::List | Stored::Address | Stored::Object) => {
            format!("(({object} ->> '{name}') collate \"C\")")
        }
        (Dialect::Postgres, Stored::Bool) => format!("(({object} ->> '{name}')::boolean::int::bigint)"),
    }
}

/// The parts of an address, in the order of an envelope, as one text; empty when it is blank.
pub(crate) fn address(dialect: Dialect, object: &str, name: &str) -> String {
    let part = |part: &&str| format!("coalesce({}, '')", part_of(dialect, object, name, part));
    let parts: Vec<String> = ["province", "city", "district", "detail"].iter().map(part).collect();
    let whole = parts.join(" || ");
    match dialect {
        Dialect::Sqlite => format!("({whole})"),
        Dialect::Postgres => format!("(({whole}) collate \"C\")"),
    }
}

/// One part of an object inside an object, as a text.
pub(crate) fn part_of(dialect: Dialect, object: &str, name: &str, part: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("({object} ->> '$.{name}.{part}')"),
        Dialect::Postgres => format!("({object} #>> '{{{name},{part}}}')"),
    }
}

/// A table expression `chosen(value)` with the texts in the array `name` of `object`.
pub(crate) fn texts(dialect: Dialect, object: &str, name: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("json_each({object}, '$.{name}') as chosen"),
        Dialect::Postgres => format!("jsonb_array_elements_text({object} -> '{name}') as chosen(value)"),
    }
}

/// A table expression `row(value)` with the objects in the array `name` of `object`.
pub(crate) fn rows(dialect: Dialect, object: &str, name: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("json_each({object}, '$.{name}') as r"),
        Dialect::Postgres => format!("jsonb_array_elements({object} -> '{name}') as r(value)"),
    }
}

/// What `select … where seq in` needs to take a list of ids as one parameter; see [`ids`].
pub(crate) fn among(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "(select value from json_each(?))",
        Dialect::Postgres => "(select t.value::bigint from jsonb_array_elements_text(?::jsonb) as t(value))",
    }
}

/// [`among`] for a list of texts.
pub(crate) fn among_texts(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "(select value from json_each(?))",
        Dialect::Postgres => "(select t.value from jsonb_array_elements_text(?::jsonb) as t(value))",
    }
}

/// A list of ids as the parameter of [`among`].
pub(crate) fn ids(ids: impl IntoIterator<Item = i64>) -> String {
    let mut json = String::from("[");
    for id in ids {
        let separator = if json.len() > 1 { "," } else { "" };
        let _ = write!(json, "{separator}{id}"); // writing to a String never fails
    }
    json.push(']');
    json
}

/// A table expression `(item, warehouse)` of keys that are one parameter; see `locks::pairs`. It
/// stands first, before `cross join`, so that SQLite looks up what is joined to it.
pub(crate) fn pairs(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => {
            "(select p.value ->> 0 as item, p.value ->> 1 as warehouse from json_each(?) as p)"
        }
        Dialect::Postgres => {
            "(select (p.value ->> 0)::bigint as item, (p.value ->> 1)::bigint as warehouse
              from jsonb_array_elements(?::jsonb) as p(value))"
        }
    }
}

/// Whether `text` contains the parameter, to the letter.
pub(crate) fn contains(dialect: Dialect, text: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("instr({text}, ?) > 0"),
        Dialect::Postgres => format!("strpos({text}, ?) > 0"),
    }
}
