//! What a definition leaves out: the usual states, words and roles.

use crate::{Access, BUILT_IN_ROLES, DocumentType, Field, Kind, Label, State};

/// State or transition, 中文, English, colour or tone.
type Word = (&'static str, &'static str, &'static str, &'static str);

const STATES: &[Word] = &[
    ("active", "有效", "Active", "green"),
    ("draft", "草稿", "Draft", "default"),
    ("submitted", "已提交", "Submitted", "blue"),
    ("approved", "已审核", "Approved", "green"),
    ("confirmed", "已确认", "Confirmed", "green"),
    ("in_transit", "在途", "In transit", "blue"),
    ("sent", "已发出", "Sent", "blue"),
    ("received", "已收货", "Received", "green"),
    ("done", "已完成", "Done", "green"),
    ("closed", "已关闭", "Closed", "default"),
    ("cancelled", "已取消", "Cancelled", "red"),
    ("inactive", "停用", "Inactive", "default"),
];

const TRANSITIONS: &[Word] = &[
    ("submit", "提交", "Submit", "primary"),
    ("approve", "审核", "Approve", "primary"),
    ("confirm", "确认", "Confirm", "primary"),
    ("send", "发出", "Send", "primary"),
    ("ship", "发货", "Ship", "primary"),
    ("receive", "收货", "Receive", "primary"),
    ("finish", "完成", "Finish", "primary"),
    ("reserve", "重新占用", "Reserve again", "default"),
    ("reopen", "重新打开", "Reopen", "default"),
    ("close", "关闭", "Close", "default"),
    ("activate", "启用", "Activate", "primary"),
    ("deactivate", "停用", "Deactivate", "danger"),
    ("reject", "驳回", "Reject", "danger"),
    ("cancel", "取消", "Cancel", "danger"),
];

pub(crate) fn fill_in(it: &mut DocumentType) {
    if it.area.is_empty() {
        it.area = "custom".to_owned();
    }
    it.version = it.version.max(1);
    fill_in_states(it);
    fill_in_access(it);
    fill_in_transitions(it);
    if it.number.prefix.is_empty() {
        let initials = it.name.split('_').filter_map(|word| word.chars().next());
        it.number.prefix = initials.flat_map(char::to_uppercase).chain(['-']).collect();
    }
    if it.number.digits == 0 {
        it.number.digits = 6;
    }
    if it.title_field.is_none() && it.key_field.is_some() && it.field("name").is_some() {
        it.title_field = Some("name".to_owned());
    }
    if it.list.is_empty() {
        it.list = usual_list(it);
    }
    for field in &mut it.fields {
        fill_in_choices(field);
        field.columns.iter_mut().for_each(fill_in_choices);
    }
}

/// Without states: those that the transitions name, `draft` first; or the single state `active`.
fn fill_in_states(it: &mut DocumentType) {
    if it.states.is_empty() {
        let first = if it.transitions.is_empty() { "active" } else { "draft" };
        let named = it.transitions.iter().flat_map(|it| it.from.iter().chain([&it.to]));
        let mut names = vec![first.to_owned()];
        for name in named {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        it.states = names.into_iter().map(|name| State { name, ..State::default() }).collect();
    }
    if it.states.iter().all(|it| !it.editable) {
        it.states[0].editable = true;
    }
    for state in &mut it.states {
        let word = STATES.iter().find(|word| word.0 == state.name);
        fill_in_word(word, &mut state.label, &mut state.colour);
    }
}

fn fill_in_transitions(it: &mut DocumentType) {
    for transition in &mut it.transitions {
        let word = TRANSITIONS.iter().find(|word| word.0 == transition.name);
        fill_in_word(word, &mut transition.label, &mut transition.tone);
        if transition.roles.is_empty() {
            transition.roles.clone_from(&it.access.edit);
        }
    }
}

fn fill_in_word(word: Option<&Word>, label: &mut Label, tone: &mut String) {
    if let Some((_, zh, en, usual)) = word {
        if label.is_empty() {
            *label = Label::new(zh, en);
        }
        if tone.is_empty() {
            (*usual).clone_into(tone);
        }
    }
    if tone.is_empty() {
        "default".clone_into(tone);
    }
}

fn fill_in_access(it: &mut DocumentType) {
    let keepers: &[&str] = match it.area.as_str() {
        "catalog" | "purchasing" => &["administrator", "buyer"],
        "partners" => &["administrator", "buyer", "seller"],
        "sales" => &["administrator", "seller"],
        "inventory" => &["administrator", "warehouse"],
        "finance" => &["administrator", "accountant"],
        _ => &["administrator", "buyer", "seller", "warehouse", "accountant"],
    };
    let Access { read, create, edit, delete } = &mut it.access;
    let fill = |list: &mut Vec<String>, usual: &[&str]| {
        if list.is_empty() {
            *list = usual.iter().map(|it| (*it).to_owned()).collect();
        }
    };
    fill(read, &BUILT_IN_ROLES);
    fill(create, keepers);
    fill(edit, keepers);
    fill(delete, keepers);
}

/// Number, title and the first few header fields; state and date last.
fn usual_list(it: &DocumentType) -> Vec<String> {
    let mut list = vec![it.key_field.clone().unwrap_or_else(|| "number".to_owned())];
    list.extend(it.title_field.clone());
    let shown = it.fields.iter().filter(|field| {
        let is_long = matches!(field.kind, Kind::Rows | Kind::LinkedTable | Kind::LongText | Kind::RichText);
        !is_long && !field.kind.is_files() && field.kind != Kind::Qr && !field.hidden
    });
    let more: Vec<String> =
        shown.map(|field| field.name.clone()).filter(|name| !list.contains(name)).take(5).collect();
    list.extend(more);
    if it.states.len() > 1 {
        list.push("state".to_owned());
    }
    list.push("updated_at".to_owned());
    list
}

fn fill_in_choices(field: &mut Field) {
    for choice in &mut field.choices {
        if choice.label.is_empty() {
            choice.label = Label::new(&choice.value, &choice.value);
        }
    }
}
