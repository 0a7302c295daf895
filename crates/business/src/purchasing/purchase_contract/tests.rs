use crate::testing::{check, check_change};
use expect_test::expect;

fn body(from: &str, until: &str) -> String {
    format!(
        r#"{{ "title": "茶叶年度合同", "supplier": "Wang", "valid_from": "{from}", "valid_until": "{until}",
            "lines": [{{ "item": "tea", "price": "9", "ratio": "60" }}] }}"#
    )
}

#[test]
fn a_contract_begins_on_its_first_day() {
    check(
        "purchase_contract draft -> sign",
        "",
        &body("2026-03-02", "2026-12-31"),
        expect![[r#"
        expire 29979360 minutes later
        begin 1
    "#]],
    );
    check(
        "purchase_contract draft -> sign",
        "",
        &body("2026-04-01", "2026-12-31"),
        expect![[r#"
        expire 29979360 minutes later
    "#]],
    );
    check(
        "purchase_contract signed -> begin",
        "",
        &body("2026-03-02", "2026-12-31"),
        expect![[r#"
        agree tea of Wang at 9 for 60 %
    "#]],
    );
}

#[test]
fn shares_move_at_any_time_and_the_supplier_stays() {
    let now = body("2026-03-02", "2026-12-31");
    check_change(
        "purchase_contract active",
        "",
        &now,
        r#"{ "lines": [{ "line": 1, "ratio": "40" }] }"#,
        expect![[r#"
            agree tea of Wang at 9 for 40 %
        "#]],
    );
    check_change(
        "purchase_contract signed",
        "",
        &now,
        r#"{ "lines": [{ "line": 1, "ratio": "40" }] }"#,
        expect![[r#"
            nothing
        "#]],
    );
    check_change(
        "purchase_contract active",
        "",
        &now,
        r#"{ "supplier": "Li" }"#,
        expect![[r#"
        refused: not_editable
    "#]],
    );
}

#[test]
fn only_a_contract_of_the_same_supplier_is_renewed() {
    let renewing = |supplier: &str| {
        body("2027-01-01", "2027-12-31")
            .replace(r#""supplier": "Wang""#, &format!(r#""supplier": "{supplier}", "renews": "7""#))
    };
    let earlier =
        format!("source 7 purchase_contract active {}", body("2026-01-01", "2026-12-31").replace('\n', " "));
    check(
        "purchase_contract draft -> sign",
        &earlier,
        &renewing("Wang"),
        expect![[r#"
        expire 30504960 minutes later
        renew 7
    "#]],
    );
    check(
        "purchase_contract draft -> sign",
        &earlier,
        &renewing("Li"),
        expect![[r#"
        refused: source_not_open
    "#]],
    );
}
