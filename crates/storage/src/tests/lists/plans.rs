//! What SQLite reads for a page: nothing but what is on it, where an index has its order.

use super::{compare, own};
use crate::lists::{Key, List, Sort, in_order, list, selects};
use crate::tests::read;
use crate::tests::shop::{customer, open_shop, order};
use documents::{DocumentType, Filter, Op, Operand, Scalar};

#[test]
fn a_page_is_one_range_of_an_index() {
    let company = crate::tests::Company::sqlite();
    let database = company.database();
    open_shop(database);
    let plans = |definition: DocumentType, sort: &str, after: Option<&'static str>| {
        let sort = Sort::from_text(&definition, sort).expect("a field");
        read(database, move |tx| {
            let filter = Filter::everything();
            let query =
                List { definition: &definition, filter: &filter, words: &[], sort: &sort, after, limit: 25 };
            let key = Key::of(&definition, &sort).expect("a field");
            let mut plans = Vec::new();
            list(tx, &query)?; // EXPLAIN alone does not notice that the schema changed.
            let found = crate::lists::matching(tx, &query)?;
            for select in selects(tx, &key, &query, &found)? {
                let explain = format!("explain query plan {} limit 26", select.sql);
                let steps = tx.query(&explain, &select.params())?;
                let steps: Vec<&str> = steps.iter().map(|it| it.text(3)).collect();
                plans.push(steps.join("; ").replace("SEARCH d USING INDEX ", ""));
            }
            Ok(plans)
        })
    };
    assert_eq!(plans(customer(), "code", None), ["sqlite_autoindex_document_2 (type=? AND number>?)"]);
    assert_eq!(plans(order(), "-created_at", None), ["document_type_seq (type=?)"]);
    assert_eq!(
        plans(customer(), "name", None),
        ["document_customer__name (<expr>=?)", "document_customer__name (<expr>>?)"]
    );
    assert_eq!(
        plans(customer(), "-name", Some(r#"["Acme",3]"#)),
        [
            "document_customer__name (<expr>=? AND seq<?)",
            "document_customer__name (<expr><?)",
            "document_customer__name (<expr>=?)"
        ]
    );
    assert_eq!(plans(order(), "state", None), ["document_order___state (state>?)"]);
}

/// The first of their own are found without looking at anybody else's.
#[test]
fn a_page_of_ones_own_is_ranges_of_indexes() {
    let company = crate::tests::Company::sqlite();
    let database = company.database();
    open_shop(database);
    let (ranges, gathered) = read(database, |tx| {
        let (definition, sort) = (order(), Sort::usual(&order()));
        let filter = Filter::All(vec![own(&7), compare("state", Op::NotEqual, Operand::One(Scalar::Int(1)))]);
        let query = List {
            definition: &definition,
            filter: &filter,
            words: &[],
            sort: &sort,
            after: None,
            limit: 25,
        };
        let key = Key::of(&definition, &sort).expect("a field");
        list(tx, &query)?; // EXPLAIN alone does not notice that the schema changed.
        let plan = |tx: &mut dyn crate::Tx, select: crate::filter_sql::Condition| {
            let steps = tx.query(&format!("explain query plan {}", select.sql), &select.params())?;
            Ok::<_, crate::Error>(steps.iter().map(|it| it.text(3).to_owned()).collect::<Vec<_>>())
        };
        let any = crate::lists::matching(tx, &query)?;
        let gathered = plan(tx, crate::lists::ids(&any, "", 100))?;
        let many = in_order(tx, &query)?;
        let page = selects(tx, &key, &query, &many)?.remove(0);
        Ok((plan(tx, page)?, gathered))
    });
    let indexes = [
        "SEARCH d USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH d USING INDEX document_maker (created_by=? AND type=?)",
        "SEARCH d USING INDEX document_order__salesperson (<expr>=?)",
    ];
    let reads = |steps: &[String]| -> Vec<String> {
        steps.iter().filter(|it| it.ends_with(')') && it.contains(" d ")).cloned().collect()
    };
    assert_eq!(reads(&gathered), indexes);
    assert_eq!(reads(&ranges)[1..], indexes, "after the rows by their ids");
    // Each range comes in order: what is sorted are the few ids to put together.
    let sorts = |steps: &[String]| steps.iter().filter(|it| it.contains("TEMP B-TREE")).count();
    assert_eq!(sorts(&ranges), 3, "{ranges:#?}");
    assert_eq!(sorts(&gathered), 3, "{gathered:#?}");
}
