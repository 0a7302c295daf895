use super::{order, parsed};

#[test]
fn history_names_fields_and_line_numbers() {
    let before = parsed(
        r#"{"customer": "C1", "note": "a", "lines": [{"item": "I1", "price": "1"}, {"item": "I2", "price": "2"}]}"#,
        None,
    )
    .expect("sound");
    let after = parsed(
        r#"{"customer": "C2", "note": null, "lines": [{"item": "I3"}, {"line": 2, "quantity": "4"}]}"#,
        Some(&before),
    )
    .expect("sound");
    let changes = order().differences(&before, &after);
    let listed: Vec<String> =
        changes.iter().map(|it| format!("{}: {} -> {}", it.path, it.before, it.after)).collect();
    let wanted = [
        "customer: 1 -> 2",
        "amount: 30000 -> 80000",
        "note: \"a\" -> null",
        "lines[1]: {\"line\":1,\"item\":11,\"quantity\":1000000,\"price\":1000000,\"amount\":10000} -> null",
        "lines[2].quantity: 1000000 -> 4000000",
        "lines[2].amount: 20000 -> 80000",
        "lines[3]: null -> {\"line\":3,\"item\":13,\"quantity\":1000000}",
    ];
    assert_eq!(listed, wanted);
}
