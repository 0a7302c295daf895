use super::{ORDER, json, listed, order};
use crate::{DocumentType, Numbering, Reset, check_definition};

/// Problems of the order with one piece of its text replaced.
fn refused(old: &str, new: &str) -> String {
    assert!(ORDER.contains(old), "{old}");
    listed(&DocumentType::from_toml(&ORDER.replace(old, new)).expect_err("refused"))
}

#[test]
fn what_is_left_out_is_filled_in() {
    let order = order();
    let states: Vec<_> =
        order.states.iter().map(|it| (it.name.as_str(), it.label.zh.as_str(), it.editable)).collect();
    assert_eq!(
        states,
        [("draft", "草稿", true), ("confirmed", "已确认", false), ("cancelled", "已取消", false)]
    );
    let confirm = order.transition("draft", "confirm").expect("there");
    assert_eq!((confirm.label.en.as_str(), confirm.tone.as_str()), ("Confirm", "primary"));
    assert_eq!(confirm.roles, ["administrator", "seller"]);
    assert_eq!(order.transition("confirmed", "confirm"), None);
    assert_eq!(order.number.format("", 12), "O-000012");
    assert_eq!(
        order.list,
        ["number", "customer", "seller", "ordered_on", "due", "level", "state", "updated_at"]
    );
    let plain = json(r#"{"name": "visit", "label": {"zh": "拜访"}, "fields": []}"#);
    let plain = DocumentType::from_json(&plain).expect("sound");
    assert_eq!((plain.initial_state().name.as_str(), plain.area.as_str()), ("active", "custom"));
    assert_eq!(plain.label.text("en"), "拜访");
}

#[test]
fn numbers_are_counted_by_period() {
    let numbering = |reset| Numbering { prefix: "SO-".to_owned(), digits: 4, reset, parts: Vec::new() };
    let day = "2026-11-22".parse().expect("a day");
    let written = [Reset::Never, Reset::Year, Reset::Month, Reset::Day]
        .map(|reset| numbering(reset).format(&numbering(reset).period(day), 7));
    assert_eq!(written, ["SO-0007", "SO-2026-0007", "SO-202611-0007", "SO-20261122-0007"]);
}

#[test]
fn a_definition_that_contradicts_itself_is_refused() {
    let cases = [
        (
            "kind = \"money\"",
            "kind = \"gold\"",
            "fields[7].kind unknown_kind\nfields[8].kind unknown_kind\nfields[13].columns[3].kind unknown_kind",
        ),
        ("name = \"note\"", "name = \"Note\"", "fields[10].name bad_name"),
        ("name = \"note\"", "name = \"state\"", "fields[10].name reserved_name"),
        ("name = \"note\"", "name = \"level\"", "fields[10].name duplicate"),
        ("kind = \"link:customer\"", "kind = \"link:\"", "fields[0].target target_missing"),
        ("default = \"B\"", "default = \"C\"", "fields[4].default bad_default"),
        ("default = \"B\"", "max_length = 5", "fields[4].max_length does_not_apply"),
        ("min = 0\nmax = 100", "min = 9\nmax = 8", "fields[6].min min_above_max"),
        ("min = 0\nmax = 100", "min = \"low\"", "fields[6].min bad_bound"),
        ("to = \"cancelled\"", "to = \"cancelled\"\ntone = \"danger\"\nroles = []\nconfirm = true", ""),
        ("SUM([lines.amount])", "SUM([lines.amounts])", "fields[8].formula unknown_name"),
        ("SUM([lines.amount])", "[note]", "fields[8].formula type_mismatch"),
        (
            "formula = \"ROUND([quantity] * [price], 2)\"",
            "formula = \"[note]\"",
            "fields[13].columns[3].formula wrong_type",
        ),
        (
            "formula = \"ROUND([quantity] * [price], 2)\"",
            "formula = \"[total]\"",
            "fields[13].columns[3].formula unknown_name",
        ),
        ("[due] >= [ordered_on]", "[due]", "checks[0].expression wrong_type"),
        ("field = \"due\"", "field = \"dew\"", "checks[0].field unknown_field"),
        (
            "rows = \"lines\"",
            "rows = \"line\"",
            "checks[1].expression unknown_name\nchecks[1].field unknown_field",
        ),
        (
            "name = \"order\"",
            "name = \"order\"\nlist = [\"number\", \"lines\", \"size\"]",
            "list[1] unknown_field\nlist[2] unknown_field",
        ),
        ("name = \"order\"", "name = \"order\"\nkey_field = \"note\"", "key_field not_a_key"),
        ("name = \"order\"", "name = \"order\"\ntitle_field = \"due\"", "title_field not_a_title"),
        ("area = \"sales\"", "area = \"sails\"", "area unknown_area"),
        ("area = \"sales\"", "areas = \"sales\"", " malformed"),
        (
            "choices = [{ value = \"A\" }, { value = \"B\" }]",
            "choices = [{ value = \"B\" }, { value = \"B\" }]",
            "fields[4].choices[1].value duplicate",
        ),
        ("label = { zh = \"备注\", en = \"Note\" }", "label = \"\"", "fields[10].label label_missing"),
    ];
    for (old, new, wanted) in cases {
        if wanted.is_empty() {
            assert!(DocumentType::from_toml(&ORDER.replace(old, new)).is_ok(), "{new}");
        } else {
            assert_eq!(refused(old, new), wanted, "{new}");
        }
    }
}

#[test]
fn states_are_known_and_reached() {
    let with = |states: &str, from: &str| {
        let definition = format!(
            r#"{{"name": "visit", "label": "拜访", "states": [{states}],
                "transitions": [{{"name": "finish", "from": ["{from}"], "to": "done"}}]}}"#
        );
        listed(&DocumentType::from_json(&json(&definition)).expect_err("refused"))
    };
    let all = r#"{"name": "draft"}, {"name": "done"}, {"name": "closed"}"#;
    assert_eq!(with(all, "draft"), "states[2] unreachable_state");
    assert_eq!(
        with(r#"{"name": "draft"}, {"name": "done"}"#, "open"),
        "states[1] unreachable_state\ntransitions[0].from unknown_state"
    );
    assert_eq!(
        with(r#"{"name": "draft"}, {"name": "odd"}, {"name": "done"}"#, "draft"),
        "states[1].label label_missing\nstates[1] unreachable_state"
    );
}

#[test]
fn formulas_that_wait_for_each_other_are_refused() {
    let refused = refused(
        "formula = \"ROUND([quantity] * [price], 2)\"",
        "formula = \"[quantity] * [freight] + SUM([lines.amount])\"",
    );
    assert_eq!(refused, "fields[8].formula circular");
    let two = r#"{"name": "visit", "label": "拜访", "fields": [
        {"name": "a", "label": "a", "kind": "number", "formula": "[b] + 1"},
        {"name": "b", "label": "b", "kind": "number", "formula": "[a] + 1"},
        {"name": "c", "label": "c", "kind": "number", "formula": "1"}]}"#;
    let problems = DocumentType::from_json(&json(two)).expect_err("refused");
    assert_eq!(problems[0].message("en"), "formulas refer to each other: a, b");
}

#[test]
fn limits_of_a_definition_are_kept() {
    let fields: Vec<String> =
        (0..501).map(|at| format!(r#"{{"name": "f{at}", "label": "f{at}", "kind": "text"}}"#)).collect();
    let definition = format!(r#"{{"name": "wide", "label": "宽", "fields": [{}]}}"#, fields.join(","));
    assert_eq!(listed(&DocumentType::from_json(&json(&definition)).expect_err("refused")), "fields too_many");
}

#[test]
fn the_generic_tests_find_what_a_definition_alone_cannot_know() {
    let order = order();
    let customer = json(r#"{"name": "customer", "label": "客户", "fields": []}"#);
    let customer = DocumentType::from_json(&customer).expect("sound");
    let complaints = check_definition(&order, &[order.clone(), customer]);
    assert_eq!(complaints, ["lines.item: links to `item`, which is not a document type"]);
    let one = json(
        r#"{"name": "visit", "label": {"zh": "拜访"}, "access": {"read": ["clerk"]},
            "push_down": [{"to": "bill", "from_states": ["active"]}], "fields": []}"#,
    );
    let one = DocumentType::from_json(&one).expect("sound");
    let wanted = [
        "push_down: `bill` is not a document type",
        "label: needs a label in zh and en",
        "roles: there is no role `clerk`",
    ];
    assert_eq!(check_definition(&one, &[]), wanted);
}

#[test]
fn a_reminder_names_a_day_of_the_header_states_and_members_that_are_there() {
    let reminder = |more: &str| {
        let text = format!(
            "{ORDER}\n[[reminder]]\nname = \"late\"\nlabel = {{ zh = \"过期\", en = \"Late\" }}\n{more}\n"
        );
        DocumentType::from_toml(&text).map_err(|it| listed(&it))
    };
    let order = reminder("day = \"due\"\ndays_before = -1\nstates = [\"confirmed\"]\nmembers = [\"seller\"]");
    let order = order.expect("sound");
    let back = DocumentType::from_json(&order.to_json()).expect("sound");
    assert_eq!((back.reminders[0].about(), &back.reminders), ("due", &order.reminders));
    let refused = |more: &str| reminder(more).expect_err("refused");
    assert_eq!(refused("day = \"came\""), "reminders[0].day unknown_field");
    assert_eq!(refused("day = \"amount\""), "reminders[0].day wrong_kind");
    assert_eq!(refused("day = \"due\"\ndue = \"note\""), "reminders[0].due wrong_kind");
    assert_eq!(refused("day = \"due\"\nmembers = [\"customer\"]"), "reminders[0].members[0] wrong_kind");
    assert_eq!(refused("day = \"due\"\nstates = [\"gone\"]"), "reminders[0].states unknown_state");
    assert_eq!(refused("day = \"due\"\ndays_before = 400"), "reminders[0].days_before out_of_range");
    let twice = "day = \"due\"\n[[reminder]]\nname = \"late\"\nlabel = \"晚\"\nday = \"due\"";
    assert_eq!(refused(twice), "reminders[1].name duplicate");
    assert_eq!(refused("day = \"due\"\nhour = 8"), " malformed");
}
