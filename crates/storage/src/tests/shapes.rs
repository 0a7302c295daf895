//! What a type is outside of the program: views, indexes, and what shall be unique.

use super::shop::{customer, open_shop, order, save};
use super::{on_both, read, write};
use crate::{Database, documents as papers};
use serde_json::json;

#[test]
fn indexes_and_views_follow_the_definition() {
    on_both(|database| {
        open_shop(database);
        write(database, |tx| {
            let fields = json!({ "customer": "C2", "due": "2026-11-22", "total": "12.5", "urgent": true,
                                 "lines": [{ "seller": "C3", "quantity": "0.25" }, { "quantity": "3" }] });
            save(tx, &order(), "O-1", "draft", &fields)
        });
        let amounts = |database: &Database| {
            read(database, |tx| {
                let rows = tx.query(
                    "select number, customer, cast(total * 10 as bigint), cast(urgent as bigint) from @.v_order",
                    &[],
                )?;
                let row = &rows[0];
                Ok((row.text(0).to_owned(), row.text(1).to_owned(), row.int(2), row.int(3)))
            })
        };
        assert_eq!(amounts(database), ("O-1".to_owned(), "C2".to_owned(), 125, 1));
        let lines = read(database, |tx| {
            let select = "select document_number, line, seller, cast(quantity * 100 as bigint) from @.v_order_lines order by line";
            let rows = tx.query(select, &[])?;
            let seller = |it: &crate::Row| it.opt_text(2).map(str::to_owned);
            Ok(rows
                .iter()
                .map(|it| (it.text(0).to_owned(), it.int(1), seller(it), it.int(3)))
                .collect::<Vec<_>>())
        });
        assert_eq!(
            lines,
            [("O-1".to_owned(), 1, Some("C3".to_owned()), 25), ("O-1".to_owned(), 2, None, 300)]
        );

        // The company adds a field; the view has it at once, and an index when asked for.
        write(database, |tx| {
            let mut wider = order();
            let mut added = wider.fields[4].clone();
            added.name = "x_wish".to_owned();
            added.indexed = true;
            wider.fields.push(added);
            crate::definitions::apply_shape(tx, &wider)?;
            crate::definitions::apply_shape(tx, &wider)?;
            tx.query("select x_wish from @.v_order", &[]).map(drop)
        });
        write(database, |tx| crate::definitions::drop_shape(tx, "order"));
        let gone: Result<_, crate::Error> =
            database.read_blocking(|tx| tx.query("select 1 from @.v_order", &[]).map(drop));
        assert!(gone.is_err());
    });
}

#[test]
fn what_shall_be_unique_is_kept_so() {
    on_both(|database| {
        open_shop(database);
        let twice: Result<(), crate::Error> = database.write_blocking(|tx| {
            for code in ["C8", "C9"] {
                save(tx, &customer(), code, "active", &json!({ "code": code, "tax_number": "91-1" }))?;
            }
            Ok(())
        });
        assert_eq!(twice.expect_err("refused").constraint(), Some("unique_customer_tax_number"));
        let taken: Result<_, crate::Error> = database
            .write_blocking(|tx| save(tx, &customer(), "C1", "active", &json!({ "code": "C1" })).map(drop));
        assert_eq!(taken.expect_err("refused").constraint(), Some("document_number"));
        let found = read(database, |tx| {
            let definition = customer();
            let field = definition.field("city").expect("a field").clone();
            let value = documents::Value::Text("上海".to_owned());
            papers::with_value(tx, &definition, &field, &value)
        });
        assert!(matches!(found.expect("there is one").number.as_str(), "C2" | "C3"));
    });
}
