//! Files that people attach: kept once, looked at before they are believed, seen by who may.

use serde_json::{Value as Json, json};
use testkit::{Answer, Client, TestServer, on_both_engines};

on_both_engines!(
    a_file_comes_in_and_goes_out,
    what_a_file_says_it_is_is_checked,
    a_company_chooses_what_it_takes,
    only_who_brought_it_sees_it_before_it_is_held,
    files_nobody_holds_are_swept_after_a_day,
    a_document_holds_files_for_whoever_may_see_it,
    nobody_holds_what_they_may_not_see,
    rows_and_fields_are_asked_of_files_too,
    what_a_document_lets_go_stays_for_a_day,
);

/// A red square of 400 × 400 pixels.
const PICTURE: &[u8] = include_bytes!("files/square.png");
const DAY: i64 = 24 * 3600;

pub(crate) fn attach(client: &Client, name: &str, content: &[u8]) -> Answer {
    client.upload("/api/files", "", name, content)
}

fn path(file: &Json) -> String {
    format!("/api/files/{}", file["hash"].as_str().expect("a hash"))
}

fn a_file_comes_in_and_goes_out(server: &TestServer) {
    let admin = server.admin();
    let long = [b"%PDF-1.7\n".as_slice(), &[b'x'; 300_000]].concat();
    let file = attach(&admin, "合同 2026.PDF", &long).is(201);
    assert_eq!((&file["name"], &file["type"]), (&json!("合同 2026.PDF"), &json!("application/pdf")));
    assert_eq!(file["size"], json!(long.len()));

    let back = admin.get(&path(&file));
    assert!(back.status == 200 && back.body == long, "every byte came back: {}", back.status);
    assert_eq!(back.header("content-type"), "application/pdf");
    assert_eq!(back.header("x-content-type-options"), "nosniff");
    assert!(
        back.header("content-disposition").starts_with("inline; "),
        "{}",
        back.header("content-disposition")
    );
    assert!(back.header("content-security-policy").starts_with("default-src 'none'"));
    let saved = admin.get(&format!("{}?as=download", path(&file)));
    assert!(saved.header("content-disposition").starts_with("attachment; "));
    // A browser that has the bytes is told so, after it was asked who it is.
    let known = admin.with("if-none-match", back.header("etag")).get(&path(&file));
    assert_eq!((known.status, known.body.len()), (304, 0));

    let again = attach(&admin, "a copy.pdf", &long).is(201);
    assert_eq!(
        (&again["hash"], &again["name"]),
        (&file["hash"], &json!("a copy.pdf")),
        "the same bytes once"
    );

    let picture = attach(&admin, "photo.png", PICTURE).is(201);
    let small = admin.get(&format!("{}?as=thumbnail", path(&picture)));
    assert_eq!((small.status, small.header("content-type")), (200, "image/jpeg"));
    admin.get(&format!("{}?as=thumbnail", path(&file))).refused(404, "not_found");
    assert_eq!(server.differences(), Vec::<String>::new());
}

fn what_a_file_says_it_is_is_checked(server: &TestServer) {
    let admin = server.admin();
    attach(&admin, "photo.png", b"<script>alert(1)</script>").refused(422, "file_type_mismatch");
    attach(&admin, "report.pdf", b"MZ\x90\0").refused(422, "file_type_mismatch");
    for name in ["page.html", "drawing.svg", "run.exe", "script.js", "README"] {
        attach(&admin, name, b"<svg onload=alert(1)>").refused(422, "file_type_refused");
    }
    attach(&admin, "nothing.txt", b"").refused(422, "file_empty");
    // What could be read as a page is only ever saved.
    let text = attach(&admin, "notes.txt", b"<script>alert(1)</script>").is(201);
    let back = admin.get(&path(&text));
    assert_eq!(back.header("content-type"), "text/plain");
    assert!(back.header("content-disposition").starts_with("attachment; "));
    admin.post("/api/files", json!({})).refused(422, "malformed");
}

fn a_company_chooses_what_it_takes(server: &TestServer) {
    let (admin, seller) = (server.admin(), server.user(&["seller"]));
    let usual = seller.get("/api/file-rules").is(200);
    assert_eq!(usual["max_bytes"], json!(20 * 1024 * 1024));
    admin.put("/api/file-rules", json!({ "max_bytes": 2048, "endings": ["pdf", "step"] })).is(200);
    attach(&seller, "part.step", b"ISO-10303-21;").is(201);
    attach(&seller, "photo.png", PICTURE).refused(422, "file_type_refused");
    let large = [b"%PDF-".as_slice(), &[b'x'; 2048]].concat();
    attach(&seller, "long.pdf", &large).refused(413, "file_too_large");
    attach(&seller, "longer.pdf", &[large.clone(), vec![b'x'; 200_000]].concat())
        .refused(413, "file_too_large");

    let refused =
        admin.put("/api/file-rules", json!({ "max_bytes": 1, "endings": ["pdf", "PDF", "pdf", "../x"] }));
    assert_eq!(
        refused.invalid(),
        ["max_bytes out_of_range", "endings[1] not_known", "endings[2] not_known", "endings[3] not_known"]
    );
}

fn only_who_brought_it_sees_it_before_it_is_held(server: &TestServer) {
    let (seller, buyer) = (server.user(&["seller"]), server.user(&["buyer"]));
    let file = attach(&seller, "photo.png", PICTURE).is(201);
    seller.get(&path(&file)).is(200);
    buyer.get(&path(&file)).refused(404, "not_found");
    server.admin().get(&path(&file)).refused(404, "not_found");
    // Who brings the same bytes has them.
    attach(&buyer, "mine.png", PICTURE).is(201);
    buyer.get(&path(&file)).is(200);
    attach(&server.user(&["viewer"]), "photo.png", PICTURE).refused(403, "forbidden");
    for odd in ["0", "..", &"A".repeat(64), &"0".repeat(64)] {
        assert_eq!(seller.get(&format!("/api/files/{odd}")).status, 404, "{odd}");
    }
}

fn files_nobody_holds_are_swept_after_a_day(server: &TestServer) {
    let admin = server.admin();
    let file = attach(&admin, "photo.png", PICTURE).is(201);
    let sweep = |seconds: i64| {
        let now = app::App::now().plus_seconds(seconds);
        server.wait_for(server.app().sweep_files(now)).expect("sweeps")
    };
    assert_eq!(sweep(DAY - 60), 0);
    admin.get(&path(&file)).is(200);
    assert_eq!(sweep(DAY + 60), 1);
    admin.get(&path(&file)).refused(404, "not_found");
}

/// A type of the company's own with files in its head and its lines, which sellers fill in.
fn contracts(admin: &Client) {
    let label = |text: &str| json!({ "zh": text, "en": text });
    let definition = json!({
        "label": label("合同"),
        "fields": [
            { "name": "papers", "label": label("附件"), "kind": "attachment" },
            { "name": "signed", "label": label("签名"), "kind": "signature" },
            { "name": "lines", "label": label("明细"), "kind": "rows", "columns": [
                { "name": "photo", "label": label("照片"), "kind": "image", "max_files": 2 },
            ] },
        ],
        "states": [{ "name": "active", "label": label("有效"), "editable": true }],
        "access": { "read": ["seller"], "create": ["seller"], "edit": ["seller"], "delete": ["seller"] },
    });
    admin.put("/api/document-types/contract", definition).is(200);
}

fn held(contract: &Json, file: &Json) -> String {
    let (id, hash) = (contract["id"].as_str().expect("an id"), file["hash"].as_str().expect("a hash"));
    format!("/api/documents/contract/{id}/files/{hash}")
}

fn a_document_holds_files_for_whoever_may_see_it(server: &TestServer) {
    let admin = server.admin();
    contracts(&admin);
    let (li, wang, buyer) = (server.user(&["seller"]), server.user(&["seller"]), server.user(&["buyer"]));
    let paper = attach(&li, "合同.pdf", b"%PDF-1.7 signed").is(201);
    let photo = attach(&li, "photo.png", PICTURE).is(201);
    let mut lied = paper.clone();
    lied["size"] = json!(1);
    let made = li.create("contract", json!({ "papers": [lied], "lines": [{ "photo": [photo.clone()] }] }));
    assert_eq!(made["fields"]["papers"][0], paper, "the truth about a file is the store's");

    for one in [&paper, &photo] {
        wang.get(&held(&made, one)).is(200);
        buyer.get(&held(&made, one)).refused(403, "forbidden");
        // Whoever sees it in a document sees it before a copy is saved; nobody else does.
        wang.get(&path(one)).is(200);
        buyer.get(&path(one)).refused(404, "not_found");
    }
    let read = wang.get(&held(&made, &paper));
    assert_eq!(read.header("content-disposition"), "inline; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf");
    let small = wang.get(&format!("{}?as=thumbnail", held(&made, &photo)));
    assert_eq!(small.header("content-type"), "image/jpeg");
    let other = li.create("contract", json!({}));
    wang.get(&held(&other, &paper)).refused(404, "not_found");
    // A copy by another who may see it.
    let copy = wang.create("contract", json!({ "papers": made["fields"]["papers"] }));
    wang.get(&held(&copy, &paper)).is(200);
    assert_eq!(server.differences(), Vec::<String>::new());
}

/// To know a hash is not to have the file: whoever holds it in a document of their own reads it.
fn nobody_holds_what_they_may_not_see(server: &TestServer) {
    let admin = server.admin();
    contracts(&admin);
    let li = server.user(&["seller"]);
    let secret = attach(&admin, "payroll.pdf", b"%PDF-1.7 payroll").is(201);
    let stolen = li.post("/api/documents/contract", json!({ "fields": { "papers": [secret.clone()] } }));
    assert_eq!(stolen.invalid(), ["papers[0] no_such_file"]);
    let made = li.create("contract", json!({}));
    let id = made["id"].as_str().expect("an id");
    let stolen = li
        .patch(&format!("/api/documents/contract/{id}"), json!({ "fields": { "papers": [secret.clone()] } }));
    assert_eq!(stolen.invalid(), ["papers[0] no_such_file"]);
    let mut absent = secret;
    absent["hash"] = json!("0".repeat(64));
    let lines = json!({ "fields": { "lines": [{}, { "photo": [{ "hash": "0".repeat(64), "name": "a.png", "type": "image/png", "size": 1 }] }] } });
    let refused = li.post("/api/documents/contract", lines).invalid();
    assert!(refused[0].ends_with("photo no_such_file"), "{refused:?}");
    let absent = admin.post("/api/documents/contract", json!({ "fields": { "papers": [absent] } }));
    assert_eq!(absent.invalid(), ["papers[0] no_such_file"]);
}

fn rows_and_fields_are_asked_of_files_too(server: &TestServer) {
    let admin = server.admin();
    contracts(&admin);
    let label = json!({ "zh": "跟单", "en": "Clerk" });
    let own = json!([{ "actions": ["*"], "rows": "own", "hidden": ["papers"] }]);
    let role = json!({ "label": label, "grants": { "contract": own }, "abilities": [] });
    admin.put("/api/roles/clerk", role).is(200);
    let (li, clerk) = (server.user(&["seller"]), server.user(&["clerk"]));
    let paper = attach(&li, "a.pdf", b"%PDF-1.7 terms").is(201);
    let photo = attach(&clerk, "photo.png", PICTURE).is(201);
    let others = li.create("contract", json!({ "papers": [paper.clone()] }));
    clerk.get(&held(&others, &paper)).refused(404, "not_found");
    // Their own, to which another adds what they may not see.
    let own = clerk.create("contract", json!({ "lines": [{ "photo": [photo.clone()] }] }));
    let at = format!("/api/documents/contract/{}", own["id"].as_str().expect("an id"));
    li.patch(&at, json!({ "fields": { "papers": [paper.clone()] } })).is(200);
    clerk.get(&held(&own, &photo)).is(200);
    clerk.get(&held(&own, &paper)).refused(404, "not_found");
    clerk.get(&path(&paper)).refused(404, "not_found");
    let moved = json!({ "fields": { "signed": [{ "hash": paper["hash"], "name": "a.png", "type": "image/png", "size": 1 }] } });
    assert_eq!(clerk.patch(&at, moved).invalid(), ["signed[0] no_such_file"]);
}

fn what_a_document_lets_go_stays_for_a_day(server: &TestServer) {
    let admin = server.admin();
    contracts(&admin);
    let paper = attach(&admin, "a.pdf", b"%PDF-1.7 a").is(201);
    let made = admin.create("contract", json!({ "papers": [paper.clone()] }));
    let sweep = |days: i64| {
        let now = app::App::now().plus_seconds(days * DAY);
        server.wait_for(server.app().sweep_files(now)).expect("sweeps")
    };
    assert_eq!(sweep(30), 0, "a document holds it");
    let id = made["id"].as_str().expect("an id");
    admin.patch(&format!("/api/documents/contract/{id}"), json!({ "fields": { "papers": [] } })).is(200);
    admin.get(&held(&made, &paper)).refused(404, "not_found");
    // Undone within the day.
    admin
        .patch(&format!("/api/documents/contract/{id}"), json!({ "fields": { "papers": [paper.clone()] } }))
        .is(200);
    assert_eq!(sweep(30), 0);
    admin.delete(&format!("/api/documents/contract/{id}")).is(204);
    assert_eq!(sweep(2), 0, "it can come back with its files");
    admin.delete(&format!("/api/trash/contract/{id}")).is(204);
    assert_eq!(sweep(2), 1);
}
