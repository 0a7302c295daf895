//! Every route is tried by a stranger, by every built-in role and by one that a company made. What
//! must come out is read from the definitions, not from the code that decides it. A route that is
//! not named here fails the test.

mod examples;

use self::examples::example;
use api::{Access, Route};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use testkit::{Client, TestServer, on_both_engines, tea_company};

on_both_engines!(
    strangers_are_refused_everywhere,
    settings_are_for_administrators,
    abilities_open_their_routes,
    documents_follow_their_definition,
    transitions_follow_their_definition
);

const ROLES: [&str; 7] = ["administrator", "buyer", "seller", "warehouse", "accountant", "viewer", "helper"];

/// What the company's own role may, beside looking at what everybody sees.
fn helper() -> Json {
    json!({
        "label": { "zh": "帮手", "en": "Helper" },
        "grants": { "sales_order": ["read", "confirm"], "customer": ["create"], "supply": ["read", "edit", "archive"] },
        "abilities": ["export"],
    })
}

/// Somebody of each role.
fn everybody(server: &TestServer) -> BTreeMap<&'static str, Client> {
    server.admin().put("/api/roles/helper", helper()).is(200);
    ROLES.into_iter().map(|role| (role, server.user(&[role]))).collect()
}

fn strangers_are_refused_everywhere(server: &TestServer) {
    let stranger = server.stranger();
    let forged = stranger.with_key("cp_0000");
    let old = stranger.with("cookie", "changping_session=0000");
    for route in api::routes() {
        for client in [&stranger, &forged, &old] {
            let answer = knock(client, &route);
            match route.access {
                Access::Public => {
                    assert!(!matches!(answer.status, 403 | 500..), "{}: {}", answer.asked, answer.text())
                }
                Access::Member | Access::Administrator => {
                    answer.refused(401, "unauthenticated");
                }
            }
        }
    }
}

/// The route with something in each place of its path.
fn knock(client: &Client, route: &Route) -> testkit::Answer {
    let path = route.path.replace("{type}", "item").replace("{name}", "archive").replace("{to}", "receipt");
    let path = path
        .replace("{id}", "1")
        .replace("{number}", "1")
        .replace("{item}", "tea")
        .replace("{supplier}", "farm")
        .replace("{lot}", "L1")
        .replace("{warehouse}", "main");
    match route.method {
        "GET" => get(client, &path),
        "DELETE" => client.delete(&path),
        method => client.send_json(method, &path, &body(&path)),
    }
}

/// What can be read, so that the answer is about the caller.
fn body(path: &str) -> Json {
    match path {
        "/api/shortages/order" => json!({ "ids": ["tea:main"] }),
        "/api/stock/availability" => json!({ "items": ["tea"] }),
        "/api/stock/tea/reallocate" => json!({ "warehouse": "main" }),
        "/api/planning/backtest" => {
            json!({ "months": 1, "proposed": { "kind": "forecast", "service": "95" } })
        }
        "/api/planning/plan/accept" => json!({ "plan": "1", "lines": ["tea:main:purchase"] }),
        "/api/planning/what-if" => json!({ "kind": "late", "days": 3 }),
        "/api/notices/read" => json!({ "all": true }),
        "/api/picks" => json!({ "warehouse": "main", "lines": [{ "item": "tea", "quantity": "1" }] }),
        "/api/sales/sourcing" => json!({ "lines": [{ "item": "tea", "quantity": "1" }] }),
        _ => json!({}),
    }
}

/// A stream of events never ends, so of its answer only the first line is read.
fn get(client: &Client, path: &str) -> testkit::Answer {
    if path == "/api/events" { client.head_of(path) } else { client.get(path) }
}

fn settings_are_for_administrators(server: &TestServer) {
    for (role, client) in everybody(server) {
        for route in api::routes().into_iter().filter(|it| it.access == Access::Administrator) {
            let answer = knock(&client, &route);
            let refused = answer.status == 403;
            assert_eq!(refused, role != "administrator", "{role}: {} → {}", answer.asked, answer.status);
            assert!(answer.status < 500, "{role}: {} → {}", answer.asked, answer.text());
        }
    }
}

/// Which abilities open a route that belongs to no document type; none where any member may come in.
fn needed(route: &Route) -> Option<&'static [&'static str]> {
    Some(match (route.method, route.path) {
        (
            _,
            "/api/imports"
            | "/api/imports/{id}"
            | "/api/imports/{id}/run"
            | "/api/imports/{id}/cancel"
            | "/api/imports/{id}/report",
        ) => &["import"],
        ("POST", "/api/shortages/order")
        | ("POST", "/api/planning/backtest" | "/api/planning/what-if" | "/api/planning/plan/accept")
        | (
            "GET",
            "/api/planning/plan"
            | "/api/planning/quality"
            | "/api/planning/supply-gaps"
            | "/api/suppliers/{supplier}/performance",
        ) => &["plan"],
        ("POST", "/api/stock/{item}/reallocate") => &["allocate"],
        // Who brought a file sees it; another is told that there is none.
        ("GET", "/api/files/{hash}") => &[],
        ("GET", "/api/valuation") => &["see_cost"],
        ("GET", "/api/reports/{name}/export") => &["export"],
        (
            _,
            "/api/session"
            | "/api/sessions"
            | "/api/sessions/{id}"
            | "/api/me"
            | "/api/members"
            | "/api/notices"
            | "/api/notices/read"
            | "/api/trash"
            | "/api/second-factor"
            | "/api/second-factor/confirm"
            | "/api/second-factor/remove"
            | "/api/deputies"
            | "/api/deputies/{id}"
            | "/api/company"
            | "/api/file-rules"
            | "/api/allocation-policy",
        )
        | (_, "/api/document-types" | "/api/document-types/{type}" | "/api/lookup/{type}")
        | (_, "/api/functions" | "/api/working-days")
        | (
            _,
            "/api/stock"
            | "/api/stock/at"
            | "/api/stock/ages"
            | "/api/stock/expiring"
            | "/api/stock/unusual"
            | "/api/lots"
            | "/api/warehouses/{warehouse}/bins"
            | "/api/picks"
            | "/api/count-plans/{id}/tasks"
            | "/api/count-tasks/{id}/differences"
            | "/api/lots/{item}/{lot}"
            | "/api/stock/{item}"
            | "/api/stock/{item}/explain"
            | "/api/stock/{item}/moves"
            | "/api/stock/{item}/ledger"
            | "/api/reports"
            | "/api/reports/{name}"
            | "/api/stock/{item}/promise"
            | "/api/stock/availability"
            | "/api/sales/sourcing"
            | "/api/stock/{item}/outlook"
            | "/api/planning/classes"
            | "/api/planning/classes/items",
        )
        | ("GET", "/api/shortages" | "/api/events") => &[],
        _ => return None,
    })
}

fn abilities_open_their_routes(server: &TestServer) {
    tea_company(&server.admin());
    let abilities: BTreeMap<String, Vec<String>> = {
        let people = everybody(server);
        let of = |client: &Client| {
            let may = client.get("/api/me").is(200)["may"].clone();
            let may = may.as_object().expect("abilities").clone();
            may.into_iter().filter(|(_, yes)| *yes == true).map(|(name, _)| name).collect()
        };
        people.iter().map(|(role, client)| ((*role).to_owned(), of(client))).collect()
    };
    assert_eq!(abilities["helper"], ["export"]);
    assert_eq!(abilities["viewer"], Vec::<String>::new());
    for (role, client) in everybody(server) {
        for route in api::routes().into_iter().filter(|it| it.access == Access::Member) {
            let elsewhere = [
                "/api/session",
                "/api/session/acting-for",
                "/api/channels/{code}/synced",
                "/api/files",
                "/api/sales/prices",
                "/api/sales/to-pick",
                // Tried with the counts.
                "/api/count-plans/{id}/tasks",
                "/api/count-tasks/{id}/differences",
            ];
            // Comparing and awarding quotations are tried with the buying, picking and families with the selling.
            let by_type = [
                "/api/documents/",
                "/api/views/",
                "/api/trash/",
                "/api/rfqs/",
                "/api/purchase-requests/",
                "/api/sales/pick-lists",
                "/api/families/",
            ];
            if by_type.iter().any(|it| route.path.starts_with(it)) || elsewhere.contains(&route.path) {
                continue; // Tried below, and with the channels and the files; and whoever logs out is out.
            }
            let needed = needed(&route)
                .unwrap_or_else(|| panic!("{} {}: say in `needed` who may", route.method, route.path));
            let open = needed.iter().all(|it| abilities[role].contains(&(*it).to_owned()));
            let answer = knock(&client, &route);
            assert_eq!(answer.status != 403, open, "{role}: {} → {}", answer.asked, answer.text());
            assert!(answer.status < 500, "{role}: {} → {}", answer.asked, answer.text());
        }
    }
}

/// What a definition says, and the company's grants.
struct Rights {
    definitions: Vec<Json>,
}

impl Rights {
    fn read(admin: &Client) -> Rights {
        let rows = admin.get("/api/document-types").is(200)["rows"].clone();
        Rights { definitions: rows.as_array().expect("rows").clone() }
    }

    fn may(&self, role: &str, action: &str, kind: &Json) -> bool {
        let roles = &kind["access"][action];
        holds(role, roles) || granted(role, kind, action)
    }

    fn may_make(&self, role: &str, transition: &Json, kind: &Json) -> bool {
        let name = transition["name"].as_str().expect("a name");
        let systems = transition["roles"].as_array().is_some_and(|it| it.contains(&json!("system")));
        !systems && (holds(role, &transition["roles"]) || granted(role, kind, name))
    }

    fn of(&self, kind: &str) -> &Json {
        self.definitions.iter().find(|it| it["name"] == kind).expect("it is built in")
    }
}

fn holds(role: &str, roles: &Json) -> bool {
    role == "administrator"
        || roles.as_array().is_some_and(|all| all.iter().any(|it| it == "*" || it == role))
}

fn granted(role: &str, kind: &Json, what: &str) -> bool {
    let grants = &helper()["grants"][kind["name"].as_str().expect("a name")];
    role == "helper" && grants.as_array().is_some_and(|it| it.contains(&json!(what)))
}

fn stocked_company(server: &TestServer) -> Client {
    let admin = server.admin();
    tea_company(&admin);
    admin.open_stock("main", "tea", "10000");
    admin
}

/// Every route of documents × type × role: 403 exactly where the definition says so.
fn documents_follow_their_definition(server: &TestServer) {
    let admin = stocked_company(server);
    let rights = Rights::read(&admin);
    let (people, mut count) = (everybody(server), 0);
    let exporters = ["administrator", "buyer", "seller", "warehouse", "accountant", "helper"];
    for kind in &rights.definitions {
        let name = kind["name"].as_str().expect("a name");
        for (role, client) in &people {
            for route in api::routes().into_iter().filter(|it| it.path.starts_with("/api/documents/")) {
                count += 1;
                let may = |action: &str| rights.may(role, action, kind);
                let (open, answer) =
                    match (route.method, route.path.trim_start_matches("/api/documents/{type}")) {
                        ("GET", "") => (may("read"), client.get(&format!("/api/documents/{name}"))),
                        ("GET", "/export") => {
                            let answer = client.get(&format!("/api/documents/{name}/export?format=csv"));
                            (may("read") && exporters.contains(role), answer)
                        }
                        ("GET", "/sums") => (may("read"), client.get(&format!("/api/documents/{name}/sums"))),
                        ("POST", "/batch") => {
                            let batch = json!({ "act": { "do": "delete" }, "documents": [] });
                            let answer = client.post(&format!("/api/documents/{name}/batch"), batch);
                            (may("read") && may("delete"), answer)
                        }
                        (
                            method,
                            rest @ ("/{id}/comments" | "/{id}/comments/{number}" | "/{id}/following"),
                        ) => {
                            let path = rest.replace("{id}", "none").replace("{number}", "1");
                            let body = match rest {
                                "/{id}/following" => json!({ "follows": true }),
                                _ => json!({ "text": "x" }),
                            };
                            let path = format!("/api/documents/{name}{path}");
                            let answer = match method {
                                "GET" => client.get(&path),
                                "DELETE" => client.delete(&path),
                                method => client.send_json(method, &path, &body),
                            };
                            (may("read"), answer)
                        }
                        (
                            "GET",
                            rest @ ("/{id}" | "/{id}/history" | "/{id}/related" | "/{id}/uses"
                            | "/{id}/lineage" | "/{id}/files/{hash}" | "/{id}/why"),
                        ) => (
                            may("read"),
                            client.get(&format!("/api/documents/{name}{}", rest.replace("{id}", "none"))),
                        ),
                        ("POST", "") => (
                            may("create"),
                            client.post(&format!("/api/documents/{name}"), json!({ "fields": {} })),
                        ),
                        ("POST", "/draft") => (
                            may("create"),
                            client.post(&format!("/api/documents/{name}/draft"), json!({ "fields": {} })),
                        ),
                        ("POST", "/choices") => {
                            let body = json!({ "fields": {}, "field": "none" });
                            let answer = client.post(&format!("/api/documents/{name}/choices"), body);
                            (may("create") || may("edit"), answer)
                        }
                        ("POST", "/bulk") => (
                            may("create"),
                            client.post(&format!("/api/documents/{name}/bulk"), json!({ "documents": [] })),
                        ),
                        ("POST", "/preview") => (
                            may("create"),
                            client.post(&format!("/api/documents/{name}/preview"), json!({ "fields": null })),
                        ),
                        ("POST", "/{id}/transitions/{name}/preview") => (
                            may("read"),
                            client.post(
                                &format!("/api/documents/{name}/none/transitions/x/preview"),
                                json!({}),
                            ),
                        ),
                        ("PATCH", "/{id}") => {
                            let id = draft(&admin, name, count);
                            (
                                may("read") && may("edit"),
                                client.patch(&format!("/api/documents/{name}/{id}"), json!({ "fields": {} })),
                            )
                        }
                        ("DELETE", "/{id}") => {
                            let id = draft(&admin, name, count);
                            (
                                may("read") && may("delete"),
                                client.delete(&format!("/api/documents/{name}/{id}")),
                            )
                        }
                        ("POST", "/{id}/push-down/{to}") => {
                            for to in kind["push_down"]
                                .as_array()
                                .into_iter()
                                .flatten()
                                .filter_map(|it| it["to"].as_str())
                            {
                                let answer = client
                                    .post(&format!("/api/documents/{name}/none/push-down/{to}"), json!({}));
                                let open = may("read") && rights.may(role, "create", rights.of(to));
                                assert_eq!(
                                    answer.status != 403,
                                    open,
                                    "{role}: {} → {}",
                                    answer.asked,
                                    answer.text()
                                );
                            }
                            continue;
                        }
                        ("POST", "/{id}/transitions/{name}") => continue, // Tried below.
                        (method, _) => panic!("{method} {}: say here who may", route.path),
                    };
                assert_eq!(answer.status != 403, open, "{role}: {} → {}", answer.asked, answer.text());
                assert!(answer.status < 500, "{role}: {} → {}", answer.asked, answer.text());
            }
            let found = client.get(&format!("/api/lookup/{name}"));
            let open = rights.may(role, "read", kind);
            assert_eq!(found.status != 403, open, "{role}: {}", found.asked);
            let views = client.get(&format!("/api/views/{name}"));
            assert_eq!(views.status != 403, open, "{role}: {}", views.asked);
            let open = open && rights.may(role, "delete", kind);
            let trash = client.get(&format!("/api/trash/{name}"));
            assert_eq!(trash.status != 403, open, "{role}: {}", trash.asked);
            let back = client.post(&format!("/api/trash/{name}/none/restore"), json!({}));
            assert_eq!(back.status != 403, open, "{role}: {}", back.asked);
            let gone = client.delete(&format!("/api/trash/{name}/none"));
            assert_eq!(gone.status != 403, *role == "administrator", "{role}: {}", gone.asked);
            let told = client.get("/api/document-types").is(200)["rows"].clone();
            let listed = told.as_array().expect("rows").iter().any(|it| it["name"] == *name);
            assert_eq!(
                listed,
                rights.may(role, "read", kind) || rights.may(role, "create", kind),
                "{role} sees {name}"
            );
        }
    }
}

fn draft(admin: &Client, kind: &str, nth: usize) -> String {
    admin.create(kind, example(admin, kind, nth))["id"].as_str().expect("an id").to_owned()
}

/// Every transition of every type × role: 403 exactly where the definition says so; and the
/// document says the same of itself.
fn transitions_follow_their_definition(server: &TestServer) {
    let admin = stocked_company(server);
    let rights = Rights::read(&admin);
    let (people, mut count) = (everybody(server), 0);
    for kind in &rights.definitions {
        let name = kind["name"].as_str().expect("a name");
        let transitions = kind["transitions"].as_array().expect("transitions");
        for transition in transitions {
            let from = transition["from"][0].as_str().expect("a state");
            for (role, client) in &people {
                count += 1;
                let id = draft(&admin, name, count);
                if !bring_to(&admin, kind, &id, from) {
                    continue; // Only the system gets there, and only it goes on.
                }
                let wanted = transition["name"].as_str().expect("a name");
                let answer = client.transition(name, &id, wanted);
                let readable = rights.may(role, "read", kind);
                let open = readable && rights.may_make(role, transition, kind);
                assert_eq!(answer.status != 403, open, "{role} {name}: {} → {}", answer.asked, answer.text());
                assert!(answer.status < 500, "{role} {name}: {} → {}", answer.asked, answer.text());
                if readable && !open {
                    let told = client.get(&format!("/api/documents/{name}/{id}")).is(200)["permitted"]["transitions"].clone();
                    assert!(
                        !told.as_array().expect("names").contains(&json!(wanted)),
                        "{role} {name}: {told}"
                    );
                }
            }
        }
    }
}

/// Makes the transitions that lead from the first state to this one, if it is another; false where
/// people's steps do not lead there.
fn bring_to(admin: &Client, kind: &Json, id: &str, state: &str) -> bool {
    let first = kind["states"][0]["name"].as_str().expect("a name");
    let transitions = kind["transitions"].as_array().expect("transitions");
    let mut ways: Vec<(&str, Vec<&str>)> = vec![(first, Vec::new())];
    let mut at = 0;
    while ways[at].0 != state {
        let (from, steps) = ways[at].clone();
        for it in transitions
            .iter()
            .filter(|it| it["from"].as_array().is_some_and(|all| all.contains(&json!(from))))
        {
            let to = it["to"].as_str().expect("a state");
            let people = it["roles"].as_array().is_some_and(|all| !all.contains(&json!("system")));
            if people && ways.iter().all(|way| way.0 != to) {
                let step = it["name"].as_str().expect("a name");
                ways.push((to, [steps.as_slice(), &[step]].concat()));
            }
        }
        at += 1;
        if at == ways.len() {
            return false;
        }
    }
    let name = kind["name"].as_str().expect("a name");
    for step in &ways[at].1 {
        match (name, *step) {
            ("pick_list", "ship") => {
                admin.post(&format!("/api/sales/pick-lists/{id}/ship"), json!({})).is(200)
            }
            _ => admin.transition(name, id, step).is(200),
        };
    }
    true
}
