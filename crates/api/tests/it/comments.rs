//! What a comment said before it was edited is not lost.

use serde_json::{Value as Json, json};
use testkit::{TestServer, on_both_engines, tea_company};

on_both_engines!(what_a_comment_said_before_stays, what_was_taken_back_is_in_the_audit_log);

const PATH: &str = "/api/documents/customer/li/comments";

fn earlier(comment: &Json) -> Vec<&str> {
    let texts = comment["earlier"].as_array().expect("earlier texts").iter();
    texts.map(|it| it["text"].as_str().expect("a text")).collect()
}

fn what_a_comment_said_before_stays(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let (seller, clerk) = (server.user(&["seller"]), server.user(&["accountant"]));
    let said = seller.post(PATH, json!({ "text": "欠 300" })).is(201);
    assert_eq!(earlier(&said), [""; 0]);
    let edit = |text: &str| seller.patch(&format!("{PATH}/1"), json!({ "text": text })).is(200);
    edit("欠 200");
    edit("欠 200"); // Nothing is said otherwise.
    edit("不欠了");
    let read = clerk.get(PATH).is(200)["rows"][0].clone();
    assert_eq!((&read["text"], earlier(&read)), (&json!("不欠了"), vec!["欠 300", "欠 200"]));
    assert_eq!(read["earlier"][0]["at"], said["at"]);
    for nth in 2..20 {
        edit(&format!("改 {nth}"));
    }
    let often = seller.patch(&format!("{PATH}/1"), json!({ "text": "再改" }));
    often.refused(409, "too_often");
}

fn what_was_taken_back_is_in_the_audit_log(server: &TestServer) {
    let admin = server.admin();
    tea_company(&admin);
    let seller = server.user(&["seller"]);
    seller.post(PATH, json!({ "text": "客户是个骗子" })).is(201);
    seller.patch(&format!("{PATH}/1"), json!({ "text": "客户不可靠" })).is(200);
    admin.delete(&format!("{PATH}/1")).is(204);
    let read = seller.get(PATH).is(200)["rows"][0].clone();
    assert_eq!((&read["removed"], &read["text"], earlier(&read)), (&json!(true), &json!(""), vec![]));
    let log = admin.get("/api/audit?action=comment").is(200)["rows"].clone();
    assert_eq!(log.as_array().map(Vec::len), Some(1), "{log}");
    assert_eq!((&log[0]["subject"], &log[0]["detail"]["comment"]), (&json!("li #1"), &json!("客户不可靠")));
    seller.get("/api/audit").refused(403, "forbidden");
}
