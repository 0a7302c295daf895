//! The fields of a kind that columns can fill.

use crate::caller::{Ability, Action, Caller};
use crate::failure::{Failure, Refused};
use crate::imports::job::SALES_HISTORY;
use crate::turn::Turn;
use connect::spreadsheet::mapping::Target;
use connect::spreadsheet::reading::Expected;
use connect::spreadsheet::synonyms;
use documents::{DocumentType, Field, Kind, Label};

/// Which kind of thing is in the file.
pub(crate) enum Subject {
    History,
    Documents(std::sync::Arc<DocumentType>),
}

impl Subject {
    /// Who may not make such documents may not import them.
    pub(crate) fn of(turn: &Turn, kind: &str) -> Result<Subject, Failure> {
        if kind == SALES_HISTORY {
            return Ok(Subject::History);
        }
        let definition = turn.definitions.get(kind).ok_or_else(|| {
            Refused::not_found(&format!("可以导入的类型“{kind}”"), &format!("kind to import: {kind}"))
                .instead(
                    "可以是单据类型名，或 sales-history",
                    "Use the name of a document type, or sales-history",
                )
        })?;
        turn.caller.require_action(Action::Create, definition)?;
        Ok(Subject::Documents(definition.clone()))
    }

    /// In the order in which columns are guessed for them. What the caller may not see is not offered: a
    /// keeper's list of stock comes in without what it cost.
    pub(crate) fn targets(&self, caller: &Caller) -> Vec<Target> {
        match self {
            Subject::History => history(),
            Subject::Documents(definition) => of_type(definition, caller.can(Ability::SeeCost)),
        }
    }
}

/// Hidden on the form, because people who work with the program have no use for it; what other systems'
/// files tell of orders from before the books began.
const FROM_ELSEWHERE: [&str; 4] = ["came_before", "rejected_before", "came_on", "close_rest"];

fn history() -> Vec<Target> {
    let target = |field: &str, zh, en, expected, required| Target {
        field: field.to_owned(),
        label: Label::new(zh, en),
        expected,
        required,
        synonyms: Vec::new(),
    };
    vec![
        target("document", "单据号", "Document", Expected::Code, false),
        target("date", "日期", "Date", Expected::Day, true),
        target("item", "商品", "Item", Expected::Code, true),
        target("item_name", "商品名称", "Item name", Expected::Text, false),
        target("quantity", "数量", "Quantity", Expected::Quantity, true),
        target("price", "单价", "Price", Expected::Amount(6), false),
        target("customer", "客户", "Customer", Expected::Code, false),
        target("channel", "渠道", "Channel", Expected::Code, false),
        target("warehouse", "仓库", "Warehouse", Expected::Code, false),
    ]
}

/// The number first, then columns of lines whose name the header has too (a file with a line per row
/// means the line), then the header, then the other columns.
fn of_type(definition: &DocumentType, see_cost: bool) -> Vec<Target> {
    let mut targets = Vec::new();
    if definition.key_field.is_none() {
        targets.push(Target {
            field: "number".to_owned(),
            label: Label::new("单据号", "Number"),
            expected: Expected::Code,
            required: false,
            synonyms: vec![definition.label.zh.clone() + "号", definition.label.en.clone() + " number"],
        });
    }
    // Files do not come from a spreadsheet.
    let fillable = |it: &&Field| {
        let offered = !it.hidden || FROM_ELSEWHERE.contains(&it.name.as_str());
        offered && !it.is_derived() && !it.kind.is_files() && !it.read_only && (see_cost || !it.cost)
    };
    let header: Vec<&Field> =
        definition.fields.iter().filter(fillable).filter(|it| it.kind != Kind::Rows).collect();
    let mut lines = Vec::new();
    for rows in definition.rows_fields().filter(|it| !it.read_only && !it.hidden) {
        for column in rows.columns.iter().filter(fillable) {
            let mut target = of_field(definition, column);
            target.field = format!("{}.{}", rows.name, column.name);
            target.required = rows.required && column.required;
            target.synonyms.extend(in_rows(rows, column));
            lines.push((rows.required && header.iter().any(|it| it.name == column.name), target));
        }
    }
    let (shared, own): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(shared, _)| *shared);
    targets.extend(shared.into_iter().map(|(_, it)| it));
    targets.extend(header.into_iter().map(|it| of_field(definition, it)));
    targets.extend(own.into_iter().map(|(_, it)| it));
    targets
}

/// What a column of rows is called beside a field of the header of the same name.
pub(crate) fn in_rows(rows: &Field, column: &Field) -> [String; 2] {
    ["zh", "en"].map(|language| format!("{}/{}", rows.label.text(language), column.label.text(language)))
}

/// Rows that need not be there are guessed whole or not at all: one column of them says nothing.
pub(crate) fn incomplete_rows(definition: &DocumentType, is_filled: impl Fn(&str) -> bool) -> Vec<String> {
    let optional = definition.rows_fields().filter(|it| !it.required);
    let incomplete = optional.filter(|rows| {
        rows.columns.iter().any(|it| it.required && !is_filled(&format!("{}.{}", rows.name, it.name)))
    });
    incomplete.map(|it| it.name.clone()).collect()
}

fn of_field(definition: &DocumentType, field: &Field) -> Target {
    let is_key = definition.key_field.as_ref() == Some(&field.name);
    let expected = match &field.kind {
        Kind::Text if is_key || field.unique => Expected::Code,
        Kind::Number => Expected::Amount(6),
        Kind::Quantity => Expected::Quantity,
        Kind::Money => Expected::Amount(4),
        Kind::UnitPrice => Expected::Amount(6),
        Kind::Percent => Expected::Percent,
        Kind::Date => Expected::Day,
        Kind::DateTime => Expected::Instant,
        Kind::Choice => {
            Expected::Choice(field.choices.iter().map(|it| (it.value.clone(), it.label.clone())).collect())
        }
        Kind::YesNo => Expected::YesNo,
        Kind::Barcode => Expected::Barcode,
        Kind::Member | Kind::Link(_) | Kind::SerialNumber => Expected::Code,
        _ => Expected::Text,
    };
    let required = field.required && field.default.is_none() && field.kind != Kind::SerialNumber;
    let english = field.name.replace('_', " ");
    // 商品编码 is a 编码, 供应商名称 is a 名称, of such a document.
    let mut synonyms = vec![
        format!("{}{}", definition.label.zh, field.label.zh),
        format!("{} {}", definition.label.en, field.label.en),
        format!("{} {english}", definition.name),
    ];
    synonyms.extend_from_slice(synonyms::of_kind(&definition.name, &field.name));
    Target { field: field.name.clone(), label: field.label.clone(), expected, required, synonyms }
}
