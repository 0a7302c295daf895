//! A company and its servers, for the length of a test.

use crate::client::Client;
use crate::engine::{Engine, drop_company};
use crate::node::Node;
use app::{App, NewMember, Options};
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use storage::situations::Pair;
use storage::stockouts::Stockout;
use tempfile::TempDir;

/// Everybody's.
pub const PASSWORD: &str = "a-long-enough-password";

/// Dropped at the end of a test, it checks that the books agree, whatever the test did to them.
pub struct TestServer {
    node: Option<Node>,
    engine: Engine,
    folder: TempDir,
    users: AtomicU32,
}

impl TestServer {
    /// A company with the user `admin` and nothing else.
    pub fn start(engine: Engine) -> TestServer {
        let server = TestServer::without_users(engine);
        let preset = server.wait_for(server.app().preset_administrator("admin", PASSWORD));
        preset.expect("a new company takes an administrator");
        server
    }

    /// A company that nobody has set up.
    pub fn without_users(engine: Engine) -> TestServer {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let options = Options { location: engine.location(folder.path()), data: folder.path().to_owned() };
        let app = App::open(&options).expect("a new company opens");
        let node = Node::start(app);
        TestServer { node: Some(node), engine, folder, users: AtomicU32::new(0) }
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    pub fn app(&self) -> &App {
        self.node().app()
    }

    pub fn node(&self) -> &Node {
        self.node.as_ref().expect("it runs until dropped")
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Somebody without a name.
    pub fn stranger(&self) -> Client {
        self.node().stranger()
    }

    pub fn admin(&self) -> Client {
        self.with_key_of("admin")
    }

    /// Somebody new with these roles, by key.
    pub fn user(&self, roles: &[&str]) -> Client {
        let count = self.users.fetch_add(1, Ordering::Relaxed);
        let login = format!("{}{count}", roles.first().unwrap_or(&"nobody"));
        self.user_called(&login, roles);
        self.with_key_of(&login)
    }

    /// Somebody new who can log in as `login`.
    pub fn user_called(&self, login: &str, roles: &[&str]) {
        let new = NewMember {
            login: login.to_owned(),
            name: login.to_owned(),
            password: PASSWORD.to_owned(),
            roles: roles.iter().map(|it| (*it).to_owned()).collect(),
            department: None,
        };
        let turn = self.app().turn(self.app().system_caller());
        self.wait_for(self.app().create_member(turn, new)).expect("a new member");
    }

    /// How much orders wanted, line by line.
    pub fn orders_demand(&self) -> Vec<String> {
        self.wanted(
            "@.order_demand where document in (select seq from @.document where type = 'sales_order')",
        )
    }

    /// How much came back, line by line.
    pub fn returned_demand(&self) -> Vec<String> {
        self.wanted("@.demand where kind = 'return'")
    }

    fn wanted(&self, of: &str) -> Vec<String> {
        let select = format!("select wanted from {of} order by wanted");
        let rows = self.app().database().read_blocking(move |tx| tx.query(&select, &[]));
        let wanted = |raw: i64| values::Quantity::from_raw(raw).to_string();
        rows.expect("the table is there").iter().map(|it| wanted(it.int(0))).collect()
    }

    /// An item in a warehouse, by their codes.
    pub fn place(&self, item: &str, warehouse: &str) -> Pair {
        let wanted = [("item", item.to_owned()), ("warehouse", warehouse.to_owned())];
        let found = self.app().database().read_blocking(move |tx| {
            let wanted: Vec<(&str, &str)> =
                wanted.iter().map(|(kind, code)| (*kind, code.as_str())).collect();
            storage::documents::resolve(tx, &wanted)
        });
        let found = found.expect("documents can be found");
        let id = |code: &str| found.iter().find(|it| it.text == code).expect("it is there").id;
        (id(item).into(), id(warehouse).into())
    }

    /// In the past there was nothing to sell here.
    pub fn note_stockout(&self, place: Pair, began: values::Instant, ended: Option<values::Instant>) {
        let past = [(place, Stockout { began, ended })];
        let noted = self.app().database().write(move |tx| storage::stockouts::add(tx, &past));
        self.wait_for(noted).expect("it can be noted");
    }

    /// How many times without stock last here until now: one or none.
    pub fn open_stockouts(&self, (item, _): Pair) -> usize {
        let since = App::now();
        let found =
            self.app().database().read_blocking(move |tx| storage::stockouts::of_items(tx, &[item], since));
        let found = found.expect("they can be read");
        found.values().flatten().filter(|it| it.ended.is_none()).count()
    }

    /// The same company, opened by another process.
    pub fn reopened(&self) -> App {
        let location = self.app().database().location().clone();
        App::open(&Options { location, data: self.folder.path().to_owned() }).expect("it opens again")
    }

    /// Another server of the same company.
    pub fn another_node(&self) -> Node {
        Node::start(self.reopened())
    }

    /// A column of a view that people read with other programs.
    pub fn view(&self, view: &str, column: &str) -> Vec<String> {
        let select = format!("select {column} from @.{view} order by 1");
        let rows = self.app().database().read_blocking(move |tx| tx.query(&select, &[]));
        let rows = rows.expect("the view is there");
        rows.iter().map(|it| it.opt_text(0).unwrap_or("").to_owned()).collect()
    }

    fn with_key_of(&self, login: &str) -> Client {
        let turn = self.app().turn(self.app().system_caller());
        let made = self.wait_for(self.app().create_api_key(turn, login, "test")).expect("a new key");
        self.stranger().with_key(made["key"].as_str().expect("it is told once"))
    }

    /// Every difference between the books and what their moves add up to.
    pub fn differences(&self) -> Vec<String> {
        differences(self.app())
    }

    /// Waits until everything that was written has been judged.
    pub fn caught_up(&self) {
        self.wait_for(self.app().catch_up()).expect("planning works");
    }

    /// What time does by itself in the next `seconds`.
    pub fn after(&self, seconds: i64) {
        self.wait_for(self.app().sweep(App::now().plus_seconds(seconds))).expect("it can be swept");
    }

    /// What leaves the recycle bin for good by itself within so many days; returns how many documents.
    pub fn gone_after(&self, days: i64) -> usize {
        let then = App::now().plus_seconds(days * 24 * 3600);
        self.wait_for(self.app().empty_trash(then)).expect("the bin can be emptied")
    }

    /// What time does by itself until the beginning of `day`, UTC; returns how many documents moved.
    pub fn sweep_on(&self, day: &str) -> usize {
        const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;
        let day: values::Day = day.parse().expect("a day");
        let now = values::Instant::from_micros(i64::from(day.number()) * DAY_MICROS);
        self.wait_for(self.app().sweep(now)).expect("it can be swept")
    }

    /// What a use case answers that no route leads to.
    pub fn wait_for<T>(&self, future: impl Future<Output = T>) -> T {
        self.node().runtime.as_ref().expect("it runs until dropped").block_on(future)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        let app = self.app().clone();
        drop(self.node.take());
        let differences = if std::thread::panicking() { Vec::new() } else { differences(&app) };
        drop_company(app.database());
        assert!(differences.is_empty(), "the books differ: {}", json!(differences));
    }
}

fn differences(app: &App) -> Vec<String> {
    let differences = app.verify().expect("the books can be read");
    differences.iter().map(ToString::to_string).collect()
}
