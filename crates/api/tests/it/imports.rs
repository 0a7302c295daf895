//! A file goes in, a report comes out.

use serde_json::{Value as Json, json};
use testkit::{Client, TestServer, eventually, on_both_engines};

on_both_engines!(
    a_file_is_understood_tried_and_imported,
    bad_rows_are_told_with_their_place,
    all_or_nothing_is_nothing,
    sales_history_becomes_demand,
    an_import_belongs_to_who_made_it,
);

const ITEMS: &str = "商品资料 2026\n编码,商品名称,单位,售价,条码\nT1,普洱茶,饼,\"1,280.50\",6901234567892\nT2,龙井,盒,１２,6901234567908\n合计,,,,\n";

fn run(client: &Client, import: &Json, dry: bool) -> Json {
    let path = format!("/api/imports/{}", import["id"].as_str().expect("an id"));
    client.post(&format!("{path}/run"), json!({ "dry_run": dry })).is(202);
    eventually("the import ends", || {
        let now = client.get(&path).is(200);
        let ended = matches!(now["state"].as_str(), Some("done" | "failed" | "cancelled"));
        (ended && now["dry_run"] == dry).then_some(now)
    })
}

fn a_file_is_understood_tried_and_imported(server: &TestServer) {
    let admin = server.admin();
    let import = admin.upload("/api/imports", "item", "商品.csv", ITEMS.as_bytes()).is(201);
    assert_eq!((&import["header_row"], &import["state"]), (&json!(2), &json!("ready")));
    let column = |field: &str| {
        import["targets"]
            .as_array()
            .expect("targets")
            .iter()
            .find(|it| it["field"] == field)
            .map(|it| it["column"].clone())
    };
    assert_eq!(
        (column("code"), column("name"), column("sale_price")),
        (Some(json!(0)), Some(json!(1)), Some(json!(3)))
    );
    assert_eq!(import["preview"][0]["cells"]["name"], "普洱茶");

    let tried = run(&admin, &import, true);
    assert_eq!((&tried["state"], &tried["result"]["created"]), (&json!("done"), &json!(2)), "{tried}");
    admin.get("/api/documents/item/T1").refused(404, "not_found");

    let done = run(&admin, &import, false);
    assert_eq!((&done["result"]["created"], &done["result"]["bad"]), (&json!(2), &json!(0)), "{done}");
    let tea = admin.get("/api/documents/item/T1").is(200);
    assert_eq!(
        (&tea["fields"]["sale_price"], &tea["fields"]["barcode"]),
        (&json!("1280.5"), &json!("6901234567892"))
    );
    assert_eq!(admin.get("/api/documents/item/T2").is(200)["fields"]["sale_price"], "12");
    let history = admin.get("/api/documents/item/T1/history").is(200);
    assert_eq!(history["rows"].as_array().map(Vec::len), Some(1));

    let again = admin.upload("/api/imports", "item", "商品.csv", ITEMS.as_bytes()).is(201);
    let again = run(&admin, &again, false);
    assert_eq!(
        (&again["result"]["created"], &again["result"]["unchanged"]),
        (&json!(0), &json!(2)),
        "{again}"
    );
}

fn bad_rows_are_told_with_their_place(server: &TestServer) {
    let admin = server.admin();
    let file = "编码,名称,售价\nA,一,1\nB,二,许多\n,三,3\nD,四,4\n";
    let import = admin.upload("/api/imports", "item", "items.csv", file.as_bytes()).is(201);
    let done = run(&admin, &import, false);
    assert_eq!((&done["result"]["created"], &done["result"]["bad"]), (&json!(2), &json!(2)), "{done}");
    let told: Vec<String> = done["result"]["problems"]
        .as_array()
        .expect("problems")
        .iter()
        .map(|it| format!("{} {}", it["row"], it["field"].as_str().unwrap_or("?")))
        .collect();
    assert_eq!(told, ["3 sale_price", "4 code"]);
    let path = format!("/api/imports/{}/report?format=csv", import["id"].as_str().expect("an id"));
    let report = admin.get(&path).is_text(200);
    assert!(report.contains("许多") && report.contains("三") && !report.contains("四"), "{report}");
}

fn all_or_nothing_is_nothing(server: &TestServer) {
    let admin = server.admin();
    let import = admin
        .upload("/api/imports", "item", "items.csv", "编码,名称,售价\nA,一,1\nB,二,许多\n".as_bytes())
        .is(201);
    let path = format!("/api/imports/{}", import["id"].as_str().expect("an id"));
    admin.patch(&path, json!({ "options": { "mode": "all_or_nothing" } })).is(200);
    let done = run(&admin, &import, false);
    assert_eq!(done["result"]["bad"], 1, "{done}");
    assert_eq!(admin.get("/api/documents/item").is(200)["total"], 0);
}

fn sales_history_becomes_demand(server: &TestServer) {
    let admin = server.admin();
    admin.create("warehouse", json!({ "code": "main", "name": "主仓" }));
    let mut file = String::from("日期,单号,货号,品名,数量,单价,客户\n");
    let today: Vec<String> = admin.get("/api/me").is(200)["today"]
        .as_str()
        .expect("a day")
        .split('-')
        .map(str::to_owned)
        .collect();
    let year: i32 = today[0].parse().expect("a year");
    for month in 1..=12 {
        file += &format!("{}年{month}月5日,X{month},T1,普洱茶,30,25,老李\n", year - 1);
    }
    let import = admin.upload("/api/imports", "sales-history", "销售.csv", file.as_bytes()).is(201);
    let done = run(&admin, &import, false);
    assert_eq!((&done["state"], &done["result"]["created"]), (&json!("done"), &json!(12)), "{done}");
    admin.get("/api/documents/item/T1").is(200);
    let outlook = admin.get("/api/stock/T1/outlook?warehouse=main").is(200);
    assert!(outlook["rows"].as_array().is_some(), "{outlook}");
}

fn an_import_belongs_to_who_made_it(server: &TestServer) {
    let (one, other) = (server.user(&["seller"]), server.user(&["seller"]));
    let import = one.upload("/api/imports", "customer", "c.csv", "编码,名称\nA,甲\n".as_bytes()).is(201);
    let path = format!("/api/imports/{}", import["id"].as_str().expect("an id"));
    one.get(&path).is(200);
    other.get(&path).refused(404, "not_found");
    assert_eq!(other.get("/api/imports").is(200)["rows"], json!([]));
    server
        .user(&["viewer"])
        .upload("/api/imports", "customer", "c.csv", b"code\nA\n")
        .refused(403, "forbidden");
    let theirs = one.upload("/api/imports", "purchase_order", "p.csv", "编码\nA\n".as_bytes());
    assert_eq!(theirs.status, 403, "who may not make purchase orders may not import them: {}", theirs.text());
}
