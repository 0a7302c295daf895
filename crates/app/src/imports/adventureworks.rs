//! A whole company as another system left it: items, vendors and their terms, bills of materials, shelves
//! and what lies on them, four years of purchase orders with what came and what was no good. What the
//! program then says is what the files add up to.

use super::tests::{Company, check, import_shared, shared_data, told};
use crate::imports::LocalImport;
use crate::reports::ReportRequest;
use flate2::read::MultiGzDecoder;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io::Read;
use values::{Day, Money, Quantity, SupplierId, UnitPrice};

type Row = BTreeMap<String, String>;

/// The rows of a file, by column.
fn rows(name: &str) -> Option<Vec<Row>> {
    let mut text = String::new();
    let file = std::fs::File::open(shared_data(name)?).expect("it can be read");
    MultiGzDecoder::new(file).read_to_string(&mut text).expect("it is text");
    let mut lines = text.lines().map(cells);
    let head = lines.next().expect("a head");
    let row = |cells: Vec<String>| head.iter().cloned().zip(cells).collect();
    Some(lines.map(row).collect())
}

/// Quotes hold commas, and nothing else in these files.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for it in line.chars() {
        match it {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().expect("the first is there").push(it),
        }
    }
    cells.iter().map(|it| it.trim().to_owned()).collect()
}

fn amount<T: std::str::FromStr<Err: std::fmt::Debug>>(row: &Row, column: &str) -> T {
    let text = &row[column];
    // `.00` is how SQL Server writes nothing.
    let text = if text.starts_with('.') { format!("0{text}") } else { text.clone() };
    text.parse().expect("an amount")
}

fn quantity(row: &Row, column: &str) -> Quantity {
    amount(row, column)
}

/// What the file says of one vendor.
#[derive(Debug, Default, PartialEq)]
struct Bought {
    ordered: Quantity,
    received: Quantity,
    rejected: Quantity,
    /// Of what was kept.
    worth: Money,
}

fn bought_by_vendor(lines: &[Row]) -> BTreeMap<String, Bought> {
    let mut all: BTreeMap<String, Bought> = BTreeMap::new();
    for it in lines {
        let sum = all.entry(it["vendor_id"].clone()).or_default();
        sum.ordered = sum.ordered.plus(quantity(it, "order_qty"));
        sum.received = sum.received.plus(quantity(it, "received_qty"));
        sum.rejected = sum.rejected.plus(quantity(it, "rejected_qty"));
        let kept = amount::<UnitPrice>(it, "unit_price").times(quantity(it, "stocked_qty"));
        sum.worth = sum.worth.plus(kept.expect("in range"));
    }
    all
}

/// By supplier, the measures of a report over all years.
fn report(company: &Company, name: &str, measures: &str) -> BTreeMap<String, Vec<String>> {
    let request = ReportRequest {
        from: Some("2010-01-01".to_owned()),
        rows: Some("supplier".to_owned()),
        measures: Some(measures.to_owned()),
        limit: Some(200),
        ..ReportRequest::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let told = runtime.block_on(company.app.report_table(company.turn(), name, request)).expect("a report");
    let texts = |it: &Json| -> Vec<String> {
        let all = it["values"].as_array().into_iter().flatten();
        all.map(|it| it.as_str().unwrap_or("-").to_owned()).collect()
    };
    let key = |it: &Json| it["keys"][0]["document"]["number"].as_str().unwrap_or("?").to_owned();
    told["rows"].as_array().expect("rows").iter().map(|it| (key(it), texts(it))).collect()
}

fn masters(company: &Company) {
    let items =
        import_shared(company, "item", "adventureworks_products.csv.gz", &[("code", "product_id")], |_| ());
    check(&items.expect("there"), "done: created 504 updated 0 unchanged 0 skipped 0 bad 0");
    let vendors = [("code", "vendor_id"), ("name", "vendor")];
    let suppliers =
        import_shared(company, "supplier", "adventureworks_product_vendors.csv.gz", &vendors, |_| ());
    assert!(told(&suppliers.expect("there")).starts_with("done: created 86 updated 0 unchanged 0 "));
    let supply = import_shared(company, "supply", "adventureworks_product_vendors.csv.gz", &[], |_| ());
    check(&supply.expect("there"), "done: created 460 updated 0 unchanged 0 skipped 0 bad 0");
    let of_one = company.documents("supply").into_iter().find(|it| it["fields"]["item"] == "1");
    let fields = &of_one.expect("terms of item 1")["fields"];
    assert_eq!(
        [&fields["price"], &fields["lead_time_days"], &fields["moq"]],
        [&json!("47.87"), &json!("17"), &json!("1")]
    );
}

fn bills_of_materials(company: &Company) {
    let all = rows("adventureworks_bom.csv.gz").expect("it lies beside the others");
    // Products that nothing is made of stand in the file as parts of nothing.
    let tried = import_shared_dry(company, "bill_of_materials", "adventureworks_bom.csv.gz");
    let roots = all.iter().filter(|it| it["ProductAssemblyID"].is_empty()).count();
    assert_eq!(tried["result"]["bad"], roots, "{}", told(&tried));
    assert!(told(&tried).contains("row 2 B required"), "{}", told(&tried));

    let mut text = "父项编码,子项编码,标准用量\n".to_owned();
    let current: Vec<&Row> =
        all.iter().filter(|it| !it["ProductAssemblyID"].is_empty() && it["EndDate"].is_empty()).collect();
    for it in &current {
        let (product, part) = (&it["ProductAssemblyID"], &it["ComponentID"]);
        writeln!(text, "{product},{part},{}", it["PerAssemblyQty"]).expect("a string takes everything");
    }
    let products: BTreeSet<&str> = current.iter().map(|it| it["ProductAssemblyID"].as_str()).collect();
    let import = company.import("bill_of_materials", &text);
    assert_eq!(import["result"]["created"], products.len());
    check(&import, "done: created 238 updated 0 unchanged 0 skipped 0 bad 0");
    let made = company.documents("bill_of_materials");
    let lines: usize = made.iter().map(|it| it["fields"]["lines"].as_array().map_or(0, Vec::len)).sum();
    assert_eq!(lines, current.len());
    check(
        &company.import("bill_of_materials", &text),
        "done: created 0 updated 0 unchanged 238 skipped 0 bad 0",
    );
}

fn import_shared_dry(company: &Company, kind: &str, name: &str) -> Json {
    let path = shared_data(name).expect("there");
    let options = crate::imports::ImportOptions::usual(kind);
    let local = LocalImport { path, kind: kind.to_owned(), mapping: Vec::new(), options, dry_run: true };
    company.app.import_file(&company.turn(), &local).expect("the file can be imported")
}

/// By item, what is on hand.
fn on_hand(company: &Company) -> BTreeMap<String, Quantity> {
    let select = "select d.number, cast(sum(b.on_hand) as bigint) from @.balance b
                  join @.document d on d.seq = b.item group by d.number having sum(b.on_hand) > 0";
    let rows = company.app.read_blocking(|tx| Ok(tx.query(select, &[])?)).expect("balances");
    rows.iter().map(|it| (it.text(0).to_owned(), Quantity::from_raw(it.int(1)))).collect()
}

fn opening_stock(company: &Company) -> BTreeMap<String, Quantity> {
    let all = rows("adventureworks_inventory.csv.gz").expect("it lies beside the others");
    let bin = |it: &Row| format!("{}-{}-{}", it["location_id"], it["Shelf"], it["Bin"]);
    let places: BTreeSet<&str> = all.iter().map(|it| it["location_id"].as_str()).collect();
    let bins: BTreeMap<String, &str> = all.iter().map(|it| (bin(it), it["location_id"].as_str())).collect();
    let warehouses = places.iter().map(|it| format!("W{it},地点 {it}\n"));
    let warehouses = format!("仓库编码,仓库名称\n{}", warehouses.collect::<String>());
    check(
        &company.import("warehouse", &warehouses),
        "done: created 14 updated 0 unchanged 0 skipped 0 bad 0",
    );
    let shelves = bins.iter().map(|(bin, place)| format!("{bin},W{place}\n"));
    let shelves = format!("货位编码,仓库\n{}", shelves.collect::<String>());
    let import = company.import("bin", &shelves);
    assert_eq!(import["result"]["created"], bins.len(), "{}", told(&import));

    let lines = all
        .iter()
        .map(|it| format!("W{},{},{},{}\n", it["location_id"], bin(it), it["product_id"], it["qty"]));
    let stock = format!("仓库,货位,存货编码,结存数量\n{}", lines.collect::<String>());
    let confirm = |it: &mut LocalImport| it.options.transition = Some("confirm".to_owned());
    let import = company.import_with("opening_stock", stock.as_bytes(), confirm);
    let empty = all.iter().zip(2..).filter(|(it, _)| it["qty"] == "0").map(|(_, row)| row);
    let empty = json!(empty.collect::<Vec<u32>>());
    check(
        &import,
        &format!("done: created 14 updated 0 unchanged 0 skipped 4 bad 0\nzero_quantity 4 {empty}"),
    );
    let again = LocalImport {
        path: company.file(stock.as_bytes()),
        kind: "opening_stock".to_owned(),
        mapping: Vec::new(),
        options: crate::imports::ImportOptions::usual("opening_stock"),
        dry_run: false,
    };
    let refused = company.app.import_file(&company.turn(), &again).expect_err("it is there already");
    assert_eq!(refused.to_problem(crate::caller::Language::En)["code"], "already_imported");

    let mut counted: BTreeMap<String, Quantity> = BTreeMap::new();
    for it in all.iter().filter(|it| it["qty"] != "0") {
        let sum = counted.entry(it["product_id"].clone()).or_default();
        *sum = sum.plus(quantity(it, "qty"));
    }
    assert_eq!(on_hand(company), counted);
    let binned = "select coalesce(cast(sum(binned) as bigint), 0) from @.balance";
    let binned = company.app.read_blocking(move |tx| Ok(tx.query(binned, &[])?)).expect("a sum");
    let all = counted.values().fold(Quantity::ZERO, |sum, it| sum.plus(*it));
    assert_eq!(Quantity::from_raw(binned[0].int(0)), all, "everything lies on its shelf");
    counted
}

/// The file as the other system wrote it, its columns guessed.
fn purchase_orders(company: &Company, lines: &[Row]) {
    let file = "adventureworks_purchase_orders.csv.gz";
    let history = |it: &mut crate::imports::ImportOptions| {
        it.transition = Some("confirm".to_owned());
        let given = [("deliver_to", "W7"), ("close_rest", "是")];
        it.constants = given.map(|(field, value)| (field.to_owned(), value.to_owned())).into();
    };
    let import = import_shared(company, "purchase_order", file, &[], history).expect("there");
    let columns = import["columns"].as_array().expect("columns");
    let targets = import["targets"].as_array().expect("targets").iter();
    let guessed: Vec<String> = targets
        .filter_map(|it| {
            let column = &columns[it["column"].as_u64()? as usize]["header"];
            Some(format!("{}={}", it["field"].as_str()?, column.as_str()?))
        })
        .collect();
    assert_eq!(
        guessed,
        [
            "number=po_id",
            "supplier=vendor_id",
            "ordered_on=order_date",
            "due=due_date",
            "lines.item=product_id",
            "lines.quantity=order_qty",
            "lines.price=unit_price",
            "lines.came_before=received_qty",
            "lines.rejected_before=rejected_qty",
            "lines.came_on=ship_date",
        ]
    );
    let mut orders: BTreeMap<&str, bool> = BTreeMap::new();
    for it in lines {
        let whole = orders.entry(&it["po_id"]).or_insert(true);
        *whole &= quantity(it, "received_qty") >= quantity(it, "order_qty");
    }
    assert_eq!(import["result"]["created"], orders.len(), "{}", told(&import));
    assert_eq!(import["result"]["bad"], 0, "{}", told(&import));
    let count = |state: &str| {
        let select =
            format!("select count(*) from @.document where type = 'purchase_order' and state = '{state}'");
        let rows = company.app.read_blocking(move |tx| Ok(tx.query(&select, &[])?)).expect("a count");
        usize::try_from(rows[0].int(0)).expect("a count")
    };
    let whole = orders.values().filter(|it| **it).count();
    assert_eq!((count("done"), count("closed")), (whole, orders.len() - whole));
    let again = import_shared(company, "purchase_order", file, &[], history).expect("there");
    let result = &again["result"];
    assert_eq!([&result["created"], &result["unchanged"]], [&json!(0), &json!(orders.len())]);
}

/// Every line with what came of it, as lead times are learned from it.
fn deliveries_are_those_of_the_file(company: &Company, vendors: &BTreeMap<String, Bought>, lines: &[Row]) {
    let since: Day = "2010-01-01".parse().expect("a day");
    let deliveries =
        company.app.read_blocking(move |tx| Ok(storage::lead_times::deliveries(tx, since, None)?));
    let deliveries = deliveries.expect("they can be read");
    let numbers = "select number, seq from @.document where type = 'supplier'";
    let numbers = company.app.read_blocking(move |tx| Ok(tx.query(numbers, &[])?)).expect("suppliers");
    let numbers: BTreeMap<SupplierId, String> =
        numbers.iter().map(|it| (SupplierId(it.int(1)), it.text(0).to_owned())).collect();
    let mut came: BTreeMap<String, Bought> = BTreeMap::new();
    let mut days: BTreeMap<i32, usize> = BTreeMap::new();
    for it in &deliveries {
        let sum = came.entry(numbers[&it.supplier].clone()).or_default();
        sum.ordered = sum.ordered.plus(it.quantity);
        for receipt in &it.receipts {
            sum.received = sum.received.plus(receipt.quantity);
            sum.rejected = sum.rejected.plus(receipt.rejected);
            *days.entry(receipt.day.days_since(it.ordered)).or_default() += 1;
        }
        assert!(!it.is_open, "what did not come is not waited for");
    }
    for (vendor, told) in vendors {
        let here = &came[vendor];
        assert_eq!(
            (here.ordered, here.received, here.rejected),
            (told.ordered, told.received, told.rejected),
            "{vendor}"
        );
    }
    let mut expected: BTreeMap<i32, usize> = BTreeMap::new();
    for it in lines {
        let took = amount::<Day>(it, "ship_date").days_since(amount(it, "order_date"));
        *expected.entry(took).or_default() += 1;
    }
    assert_eq!(days, expected, "how long they took");
}

/// What item 1 cost when it last came.
fn last_price(company: &Company, lines: &[Row]) {
    let select = "select p.day, p.price from @.price_paid p join @.document d on d.seq = p.item
                  where d.type = 'item' and d.number = '1' order by p.day, p.price";
    let paid = company.app.read_blocking(move |tx| Ok(tx.query(select, &[])?)).expect("prices");
    let paid: Vec<(Day, UnitPrice)> =
        paid.iter().map(|it| (Day::from_number(it.int(0) as i32), UnitPrice::from_raw(it.int(1)))).collect();
    let of_item = lines.iter().filter(|it| it["product_id"] == "1");
    let mut expected: Vec<(Day, UnitPrice)> =
        of_item.map(|it| (amount(it, "ship_date"), amount(it, "unit_price"))).collect();
    expected.sort();
    assert_eq!(paid, expected);
}

#[test]
fn needs_shared_data_a_whole_company_is_what_its_files_add_up_to() {
    let Some(lines) = rows("adventureworks_purchase_orders.csv.gz") else { return };
    let company = Company::new();
    masters(&company);
    bills_of_materials(&company);
    let stock = opening_stock(&company);
    purchase_orders(&company, &lines);

    let vendors = bought_by_vendor(&lines);
    let purchases = report(&company, "purchases", "quantity,amount");
    let filled = report(&company, "purchase_fulfilment", "ordered,done");
    assert_eq!((purchases.len(), filled.len()), (vendors.len(), vendors.len()));
    for (vendor, it) in &vendors {
        let kept = it.received.minus(it.rejected);
        assert_eq!(purchases[vendor], [kept.to_string(), it.worth.to_string()], "{vendor}");
        assert_eq!(filled[vendor], [it.ordered.to_string(), it.received.to_string()], "{vendor}");
    }
    deliveries_are_those_of_the_file(&company, &vendors, &lines);
    last_price(&company, &lines);
    assert_eq!(on_hand(&company), stock, "orders from before the books bring no stock");
    let audit = company.app.database().read_blocking(|tx| storage::verify::run(tx));
    assert_eq!(audit.expect("it can be read").differences, []);
}
