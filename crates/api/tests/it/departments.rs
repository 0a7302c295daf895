//! Departments are documents that are part of one another; members belong to them.

use serde_json::json;
use testkit::{TestServer, on_both_engines};

on_both_engines!(a_department_is_part_of_another_and_never_of_itself, members_belong_to_departments);

fn a_department_is_part_of_another_and_never_of_itself(server: &TestServer) {
    let admin = server.admin();
    for (code, parent) in [("sales", None), ("east", Some("sales")), ("shanghai", Some("east"))] {
        admin.create("department", json!({ "code": code, "name": code, "parent": parent }));
    }
    let move_under = |code: &str, parent: &str| {
        let path = format!("/api/documents/department/{code}");
        admin.patch(&path, json!({ "fields": { "parent": parent } }))
    };
    for parent in ["sales", "east", "shanghai"] {
        let problem = move_under("sales", parent).is(422)["problems"][0].clone();
        assert_eq!(
            (&problem["path"], &problem["code"]),
            (&json!("parent"), &json!("part_of_itself")),
            "{parent}"
        );
    }
    move_under("shanghai", "sales").is(200);
    let seller = server.user(&["seller"]);
    seller.get("/api/documents/department/east").is(200);
    seller.post("/api/documents/department", json!({ "fields": { "code": "x", "name": "x" } })).is(403);
}

fn members_belong_to_departments(server: &TestServer) {
    let admin = server.admin();
    admin.create("department", json!({ "code": "sales", "name": "销售部" }));
    let new =
        json!({ "login": "wang", "password": "correct horse 1", "roles": ["seller"], "department": "sales" });
    let wang = admin.post("/api/users", new).is(201);
    assert_eq!((&wang["department"], &wang["department_name"]), (&json!("sales"), &json!("销售部")));
    let path = format!("/api/users/{}", wang["id"].as_str().expect("an id"));
    admin.delete("/api/documents/department/sales").refused(409, "is_referenced");
    admin.patch(&path, json!({ "department": "north" })).is(422);
    assert_eq!(admin.patch(&path, json!({ "name": "王" })).is(200)["department"], "sales");
    assert_eq!(admin.patch(&path, json!({ "department": "" })).is(200)["department"], json!(null));
    admin.delete("/api/documents/department/sales").is(204);
    let rows = admin.get("/api/users").is(200)["rows"].clone();
    assert!(rows.as_array().expect("rows").iter().all(|it| it["department"].is_null()));
    // Nobody moves themselves.
    let seller = server.user(&["seller"]);
    seller.patch("/api/me", json!({ "department": "sales" })).is(403);
}
