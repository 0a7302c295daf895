//! The demo company is the first that people see: it is made whole, and its books are right.

use super::DemoSize;
use crate::app::{App, Options};
use std::collections::BTreeSet;
use storage::Location;

#[test]
fn every_kind_of_document_is_there_and_the_books_are_right() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let location = Location::Sqlite(folder.path().join("company.db"));
    let app = App::open(&Options { location, data: folder.path().to_owned() }).expect("a new company opens");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let made = runtime.block_on(app.preset_administrator("admin", "a password for all"));
    assert!(made.expect("the first administrator, as `serve --demo` makes it"));
    assert!(app.fill_demo(DemoSize::Small, "a password for all").expect("it is made"));
    assert!(!app.fill_demo(DemoSize::Small, "a password for all").expect("it is left alone"));

    let kinds = app.read_blocking(|tx| Ok(tx.query("select distinct type from @.document", &[])?));
    let there: BTreeSet<String> = kinds.expect("kinds").iter().map(|it| it.text(0).to_owned()).collect();
    let definitions = app.turn(app.system_caller()).definitions.clone();
    let missing: Vec<&str> =
        definitions.iter().map(|it| it.name.as_str()).filter(|it| !there.contains(*it)).collect();
    assert_eq!(missing, [""; 0], "kinds of documents that nobody can look at");

    let states = "select type || ' ' || state, count(*) from @.document group by type, state";
    let states = app.read_blocking(move |tx| Ok(tx.query(states, &[])?)).expect("states");
    let states: BTreeSet<&str> = states.iter().map(|it| it.text(0)).collect();
    for wanted in [
        "quotation draft",
        "quotation sent",
        "quotation won",
        "quotation lost",
        "quotation expired",
        "purchase_request submitted",
        "purchase_request approved",
        "purchase_order draft",
        "rfq sent",
        "rfq awarded",
        "pick_list picking",
        "pick_list shipped",
        "shipment delivered",
        "sales_return checking",
        "sales_return confirmed",
        "count_task open",
        "loan lent",
        "transfer_request submitted",
        "transfer_request done",
    ] {
        assert!(states.contains(wanted), "{wanted} is not in {states:?}");
    }
    for (table, least) in [("comment", 6), ("saved_view", 2), ("rejected", 1)] {
        let count = format!("select count(*) from @.{table}");
        let rows = app.read_blocking(move |tx| Ok(tx.query(&count, &[])?)).expect("a count");
        assert!(rows[0].int(0) >= least, "{table}: {}", rows[0].int(0));
    }
    let audit = app.database().read_blocking(|tx| storage::verify::run(tx)).expect("it can be read");
    assert_eq!(audit.differences, []);
}
