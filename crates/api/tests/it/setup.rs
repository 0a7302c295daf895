//! The first start.

use serde_json::json;
use testkit::{Engine, PASSWORD, TestServer};

#[test]
fn the_first_visitor_makes_the_administrator() {
    for engine in Engine::BOTH {
        let server = TestServer::without_users(engine);
        let stranger = server.stranger();
        assert_eq!(stranger.get("/api/setup").is(200)["needed"], true);
        let setup = |password: &str| json!({ "company_name": "老李茶行", "login": "boss", "name": "老板", "password": password, "language": "zh" });
        assert_eq!(stranger.post("/api/setup", setup("short")).invalid(), ["password password_length"]);
        stranger
            .with("sec-fetch-site", "cross-site")
            .post("/api/setup", setup(PASSWORD))
            .refused(403, "cross_site");

        let made = stranger.post("/api/setup", setup(PASSWORD));
        assert_eq!(made.is(201)["user"]["roles"], json!(["administrator"]));
        let cookie = made.header("set-cookie").to_owned();
        for wanted in ["changping_session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(wanted), "{wanted} in {cookie}");
        }
        let boss = stranger.with("cookie", cookie.split(';').next().expect("name=value"));
        let me = boss.get("/api/me").is(200);
        assert_eq!(
            (&me["company"]["name"], &me["user"]["name"], &me["may"]["administer"]),
            (&json!("老李茶行"), &json!("老板"), &json!(true))
        );

        assert_eq!(stranger.get("/api/setup").is(200)["needed"], false);
        stranger.post("/api/setup", setup(PASSWORD)).refused(409, "already_set_up");
    }
}

/// Two visitors at once: one administrator.
#[test]
fn only_one_of_two_first_visitors_wins() {
    for engine in Engine::BOTH {
        let server = TestServer::without_users(engine);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let visit = |nth: usize| {
                let stranger = server.stranger();
                let setup =
                    json!({ "company_name": "A", "login": format!("boss{nth}"), "password": PASSWORD });
                move || stranger.post("/api/setup", setup).status
            };
            let threads: Vec<_> = (0..4).map(|nth| scope.spawn(visit(nth))).collect();
            threads.into_iter().map(|it| it.join().expect("no panic")).collect()
        });
        assert_eq!(statuses.iter().filter(|it| **it == 201).count(), 1, "{engine:?} {statuses:?}");
        assert_eq!(statuses.iter().filter(|it| **it == 409).count(), 3, "{engine:?} {statuses:?}");
    }
}
