//! Which column is which field.

use super::sample;
use crate::spreadsheet::header::Header;
use crate::spreadsheet::mapping::{Memory, Target, guess, is_known_name, memory, named_column};
use crate::spreadsheet::reading::Expected;
use crate::spreadsheet::synonyms;
use documents::Label;
use expect_test::{Expect, expect};

pub(super) fn target(field: &str, zh: &str, en: &str, expected: Expected, required: bool) -> Target {
    Target { field: field.into(), label: Label::new(zh, en), expected, required, synonyms: Vec::new() }
}

pub(super) fn history() -> Vec<Target> {
    vec![
        target("document", "单据号", "Document", Expected::Code, false),
        target("date", "日期", "Date", Expected::Day, true),
        target("item", "商品", "Item", Expected::Code, true),
        target("item_name", "商品名称", "Item name", Expected::Text, false),
        target("quantity", "数量", "Quantity", Expected::Quantity, true),
        target("price", "单价", "Price", Expected::Amount(6), false),
        target("customer", "客户", "Customer", Expected::Code, false),
        target("channel", "渠道", "Channel", Expected::Code, false),
        target("warehouse", "仓库", "Warehouse", Expected::Code, false),
    ]
}

/// The code and the name of one kind of master.
fn master(kind: &str) -> Vec<Target> {
    let mut targets = vec![
        target("code", "编码", "Code", Expected::Code, true),
        target("name", "名称", "Name", Expected::Text, true),
    ];
    for it in &mut targets {
        it.synonyms = synonyms::of_kind(kind, &it.field).to_vec();
    }
    targets
}

fn items() -> Vec<Target> {
    let mut targets = master("item");
    targets.extend([
        target("unit", "单位", "Unit", Expected::Text, false),
        target("barcode", "条码", "Barcode", Expected::Barcode, false),
        target("category", "类别", "Category", Expected::Text, false),
    ]);
    targets
}

fn supplies() -> Vec<Target> {
    vec![
        target("supplier", "供应商", "Supplier", Expected::Code, true),
        target("item", "商品", "Item", Expected::Code, true),
        target("price", "价格", "Price", Expected::Amount(6), false),
        target("moq", "起订量", "MOQ", Expected::Quantity, false),
        target("lead_time_days", "交期（天）", "Lead time (days)", Expected::Amount(0), false),
    ]
}

fn check(csv: &str, targets: &[Target], expected: Expect) {
    let sample = sample(csv);
    let header = Header::find(&sample, |it| is_known_name(it, targets));
    let guesses = guess(&header, &sample, targets, &Memory::new());
    let mut text = String::new();
    for (target, guess) in targets.iter().zip(guesses) {
        let column = guess.column.map_or("—".to_owned(), |it| header.names[it].clone());
        text.push_str(&format!("{} = {column} ({:?})\n", target.field, guess.confidence));
    }
    expected.assert_eq(&text);
}

#[test]
fn chinese_sales_history() {
    check(
        "订单号,下单时间,商品编码,商品标题,购买数量,成交单价(元),买家昵称,店铺\nT1,2024-03-05 10:00:00,A1,龙井,2,12.5,小王,天猫\n",
        &history(),
        expect![[r#"
            document = 订单号 (Synonym)
            date = 下单时间 (Synonym)
            item = 商品编码 (Synonym)
            item_name = 商品标题 (Synonym)
            quantity = 购买数量 (Guess)
            price = 成交单价(元) (Guess)
            customer = 买家昵称 (Synonym)
            channel = 店铺 (Synonym)
            warehouse = — (None)
        "#]],
    );
}

#[test]
fn online_retail_as_published() {
    check(
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n489434,85048,GLASS BALL,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom\n",
        &history(),
        expect![[r#"
            document = Invoice (Synonym)
            date = InvoiceDate (Synonym)
            item = StockCode (Synonym)
            item_name = Description (Synonym)
            quantity = Quantity (Exact)
            price = Price (Exact)
            customer = Customer ID (Synonym)
            channel = — (None)
            warehouse = — (None)
        "#]],
    );
    check(
        "order_id,datetime,sku,description,qty,unit_price,customer_id,country\n489434,2009-12-01T07:45,85048,GLASS BALL,12,6.95,13085,United Kingdom\n",
        &history(),
        expect![[r#"
            document = order_id (Synonym)
            date = datetime (Synonym)
            item = sku (Synonym)
            item_name = description (Synonym)
            quantity = qty (Synonym)
            price = unit_price (Synonym)
            customer = customer_id (Synonym)
            channel = — (None)
            warehouse = — (None)
        "#]],
    );
}

#[test]
fn items_of_a_shop_and_of_northwind() {
    check(
        "商品条码,货号,品名,计量单位,商品分类,备注\n6901234567892,A1,龙井,盒,茶,\n",
        &items(),
        expect![[r#"
            code = 货号 (Synonym)
            name = 品名 (Synonym)
            unit = 计量单位 (Synonym)
            barcode = 商品条码 (Synonym)
            category = 商品分类 (Synonym)
        "#]],
    );
    check(
        "product_id,product_name,supplier_id,category_id,quantity_per_unit,unit_price\n1,Chai,8,1,10 boxes x 30 bags,18\n",
        &items(),
        expect![[r#"
            code = product_id (Synonym)
            name = product_name (Synonym)
            unit = — (None)
            barcode = — (None)
            category = category_id (Synonym)
        "#]],
    );
}

#[test]
fn supply_terms_of_adventureworks() {
    check(
        "product_id,vendor_id,vendor,avg_lead_time_days,standard_price,min_order_qty,max_order_qty\n1,1580,\"Litware, Inc.\",17,47.87,1,5\n",
        &supplies(),
        expect![[r#"
            supplier = vendor_id (Synonym)
            item = product_id (Synonym)
            price = standard_price (Synonym)
            moq = min_order_qty (Synonym)
            lead_time_days = avg_lead_time_days (Synonym)
        "#]],
    );
}

#[test]
fn two_level_headers_go_by_their_last_part() {
    check(
        "商品,,单价,,数量\n编码,名称,含税,未税,\nA1,茶,11.3,10,5\nA2,茶叶,22.6,20,3\n",
        &[items(), vec![target("price", "单价", "Price", Expected::Amount(6), false)]].concat(),
        expect![[r#"
            code = 商品/编码 (Exact)
            name = 商品/名称 (Exact)
            unit = — (None)
            barcode = — (None)
            category = — (None)
            price = 单价/含税 (Exact)
        "#]],
    );
}

#[test]
fn columns_without_a_name_are_known_by_what_they_hold() {
    check(
        "2024-03-05,6901234567892,龙井\n2024-03-06,6901234567892,龙井\n",
        &[
            target("date", "日期", "Date", Expected::Day, true),
            target("barcode", "条码", "Barcode", Expected::Barcode, false),
            target("name", "名称", "Name", Expected::Text, false),
        ],
        expect![[r#"
            date =  (Guess)
            barcode =  (Guess)
            name = — (None)
        "#]],
    );
}

#[test]
fn a_name_whose_column_holds_something_else_loses() {
    check(
        "日期,业务日期,数量\n周一,2024-03-05,3\n周二,2024-03-06,4\n",
        &[target("date", "日期", "Date", Expected::Day, true)],
        expect![[r#"
            date = 业务日期 (Synonym)
        "#]],
    );
}

#[test]
fn what_the_company_chose_before_wins() {
    let csv = "日期,货号,旧货号,数量\n2024-03-05,A1,B1,3\n";
    let (sample, targets) = (sample(csv), history());
    let header = Header::find(&sample, |it| is_known_name(it, &targets));
    let mut mapping: Vec<Option<usize>> =
        guess(&header, &sample, &targets, &Memory::new()).iter().map(|it| it.column).collect();
    assert_eq!(mapping[2], Some(1));
    mapping[2] = Some(2);
    let remembered = memory(&header, &targets, &mapping);
    let again = guess(&header, &sample, &targets, &remembered);
    assert_eq!(again[2].column, Some(2));
    assert_eq!(again[1].column, Some(0));
}

#[test]
fn columns_are_named_by_header_letter_or_number() {
    let header = Header { names: ["Item Code", "Qty", "D"].map(String::from).to_vec(), ..Header::default() };
    let named = |name| named_column(&header, name);
    assert_eq!(named("item_code"), Some(0));
    assert_eq!(named("B"), Some(1));
    assert_eq!(named("d"), Some(2), "a header goes before a letter");
    assert_eq!(named("#3"), Some(2));
    assert_eq!(named("#9"), None);
    assert_eq!(named("missing"), None);
}

#[test]
fn one_file_holds_items_and_suppliers() {
    let csv = "product_id,product_name,supplier_id,company_name,unit_price\n1,Chai,8,\"Specialty Biscuits, Ltd.\",18\n";
    check(
        csv,
        &master("supplier"),
        expect![[r#"
            code = supplier_id (Synonym)
            name = company_name (Synonym)
        "#]],
    );
    check(
        "product_id,name,product_number,vendor_id,vendor\n1,Adjustable Race,AR-5381,1580,Litware\n",
        &master("item"),
        expect![[r#"
            code = product_id (Synonym)
            name = name (Exact)
        "#]],
    );
}
