//! Lists as files.

use serde_json::json;
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(a_list_goes_out_as_it_is_shown, a_cell_is_never_a_formula, only_what_one_may_read_goes_out);

fn a_list_goes_out_as_it_is_shown(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let csv = admin.get("/api/documents/item/export?format=csv&sort=code");
    assert_eq!(csv.status, 200, "{}", csv.text());
    assert!(csv.header("content-type").starts_with("text/csv"), "{}", csv.header("content-type"));
    assert!(csv.header("content-disposition").starts_with("attachment; filename*=UTF-8''"));
    let text = csv.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 4, "a header and three items: {text}");
    assert!(lines[1].starts_with("cup,茶杯"), "{text}");
    let filter = "%7B%22field%22%3A%22code%22%2C%22op%22%3A%22%3D%22%2C%22value%22%3A%22tea%22%7D";
    let one = admin.get(&format!("/api/documents/item/export?format=csv&filter={filter}")).is_text(200);
    assert_eq!(one.lines().count(), 2, "{one}");
    let xlsx = admin.get("/api/documents/item/export");
    assert_eq!(&xlsx.body[..2], b"PK", "XLSX is a ZIP file");
    admin.get("/api/documents/item/export?format=pdf").is(422);
}

/// A name that a spreadsheet would run is text with a sign before it.
fn a_cell_is_never_a_formula(server: &TestServer) {
    let admin = server.admin();
    for (nth, name) in ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1"].iter().enumerate() {
        let made = admin
            .post("/api/documents/item", json!({ "fields": { "code": format!("F{nth}"), "name": name } }));
        assert!(matches!(made.status, 201 | 422), "{}", made.text());
    }
    let csv = admin.get("/api/documents/item/export?format=csv").is_text(200);
    for line in csv.trim_start_matches('\u{feff}').lines().skip(1) {
        for cell in line.split(',') {
            let start = cell.trim_start_matches('"').chars().next().unwrap_or(' ');
            assert!(!"=+-@\t\r".contains(start), "{cell} in {line}");
        }
    }
}

fn only_what_one_may_read_goes_out(server: &TestServer) {
    let seller = server.user(&["seller"]);
    seller.get("/api/documents/customer/export?format=csv").is_text(200);
    seller.get("/api/documents/purchase_order/export?format=csv").refused(403, "forbidden");
    server.user(&["viewer"]).get("/api/documents/customer/export?format=csv").refused(403, "forbidden");
}
