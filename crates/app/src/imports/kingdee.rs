//! Files as 金蝶 K/3 and 金蝶云星空 write them: their headers are known, and what they say comes in.

use crate::imports::LocalImport;
use crate::imports::tests::{Company, check, field};
use serde_json::{Value as Json, json};

/// `field=header` of every field that a column was found for.
fn mapped(import: &Json) -> Vec<String> {
    let header = |index: &Json| {
        let column = import["columns"].as_array().expect("columns").iter().find(|it| it["index"] == *index);
        column.expect("a column")["header"].as_str().expect("a header").to_owned()
    };
    let targets = import["targets"].as_array().expect("targets").iter();
    let filled = targets.filter(|it| !it["column"].is_null());
    filled.map(|it| format!("{}={}", it["field"].as_str().expect("a field"), header(&it["column"]))).collect()
}

#[track_caller]
fn maps(import: &Json, expected: &[&str]) {
    let mut told = mapped(import);
    told.sort();
    assert_eq!(told, expected);
}

/// Warehouse 原料仓, items 01.01.001 and 02.01, supplier and customer by name.
fn company() -> Company {
    let company = Company::new();
    company.make("warehouse", json!({ "code": "01", "name": "原料仓" }));
    company.make("item", json!({ "code": "01.01.001", "name": "普洱茶", "unit": "饼" }));
    company.make("item", json!({ "code": "02.01", "name": "礼盒", "unit": "盒" }));
    company.make("supplier", json!({ "code": "G001", "name": "云南茶厂" }));
    company.make("customer", json!({ "code": "K001", "name": "老李茶馆" }));
    company
}

fn confirmed(it: &mut LocalImport) {
    it.options.transition = Some("confirm".to_owned());
}

#[test]
fn masters_of_k3() {
    let company = Company::new();
    let items = "代码,名称,明细,物料全名,助记码,规格型号,物料属性,计量单位组,基本计量单位,默认仓库,安全库存数量\n\
        01.01.001,普洱茶,是,原料_普洱茶,PEC,357g,外购,数量组,饼,原料仓,20\n";
    let import = company.import("item", items);
    check(&import, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0");
    maps(&import, &["code=代码", "name=名称", "specification=规格型号", "unit=基本计量单位"]);
    let suppliers = "代码,名称,全名,简称,地址,联系人,电话,移动电话,邮件地址\n\
        G001,云南茶厂,云南茶厂有限公司,云茶,昆明,张三,0871-1234567,13800000000,zhang@example.com\n";
    let import = company.import("supplier", suppliers);
    check(&import, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0");
    maps(&import, &["address=地址", "code=代码", "contact=联系人", "name=名称", "phone=电话"]);
    let customers = "客户代码,客户名称,客户全名,联系人,联系电话\nK001,老李茶馆,老李茶馆,李,13900000000\n";
    let import = company.import("customer", customers);
    check(&import, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0");
    maps(&import, &["code=客户代码", "contact=联系人", "name=客户名称", "phone=联系电话"]);
}

#[test]
fn orders_of_k3() {
    let company = company();
    let orders = "采购订单序时簿,,,,,,,,,,,,,\n\
        审核标志,关闭标志,日期,单据编号,供应商,物料长代码,物料名称,规格型号,单位,订货数量,含税单价,价税合计,交货日期,入库数量\n\
        Y,,2024-03-01,POORD000001,云南茶厂,01.01.001,普洱茶,357g,饼,100,8,800,2024-03-10,0\n";
    let import = company.import_with("purchase_order", orders.as_bytes(), confirmed);
    check(&import, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0\nfound_by_name 1 [3]");
    maps(
        &import,
        &[
            "close_rest=关闭标志",
            "due=交货日期",
            "lines.came_before=入库数量",
            "lines.item=物料长代码",
            "lines.price=含税单价",
            "lines.quantity=订货数量",
            "lines.unit=单位",
            "number=单据编号",
            "ordered_on=日期",
            "supplier=供应商",
        ],
    );
}

#[test]
fn stock_and_sales_of_k3() {
    let company = company();
    let stock = "即时库存查询,,,,,,,,\n\
        物料代码,物料名称,规格型号,批次,单位,仓库代码,仓库名称,基本单位数量,常用单位数量\n\
        01.01.001,普洱茶,357g,,箱,01,原料仓,\"1,200\",\"1,200\"\n合计,,,,,,,\"1,200\",\"1,200\"\n";
    let import = company.import_with("opening_stock", stock.as_bytes(), confirmed);
    check(
        &import,
        "done: created 1 updated 0 unchanged 0 skipped 1 bad 0
         thousands_separator 1 [3]
         totals_rows 1 [4]",
    );
    maps(
        &import,
        &[
            "lines.item=物料代码",
            "lines.lot=批次",
            "lines.quantity=基本单位数量",
            "lines.unit=单位",
            "warehouse=仓库代码",
        ],
    );
    assert_eq!(company.documents("opening_stock")[0]["fields"]["lines"][0]["quantity"], "1200");
    let sales = "销售出库序时簿,,,,,,,,,,\n\
        日期,审核标志,单据编号,购货单位,发货仓库,产品长代码,产品名称,单位,实发数量,销售单价,销售金额\n\
        2024-03-05,Y,XOUT000001,老李茶馆,原料仓,01.01.001,普洱茶,饼,12,25,300\n";
    let import = company.import("sales-history", sales);
    check(&import, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0");
    maps(
        &import,
        &[
            "customer=购货单位",
            "date=日期",
            "document=单据编号",
            "item=产品长代码",
            "item_name=产品名称",
            "price=销售单价",
            "quantity=实发数量",
            "warehouse=发货仓库",
        ],
    );
}

#[test]
fn papers_of_the_cloud() {
    let company = company();
    let orders = "单据编号,采购日期,供应商,物料编码,物料名称,采购单位,采购数量,含税单价,价税合计,交货日期,累计入库数量,业务关闭\n\
        CGDD000001,2024/3/1,云南茶厂,01.01.001,普洱茶,饼,100,8,800,2024/3/10,0,正常\n\
        CGDD000002,2024/3/2,云南茶厂,02.01,礼盒,盒,10,20,200,2024/3/12,0,业务关闭\n";
    let import = company.import_with("purchase_order", orders.as_bytes(), confirmed);
    check(
        &import,
        "done: created 2 updated 0 unchanged 0 skipped 0 bad 0
         text_day 2 [2,3]
         found_by_name 2 [2,3]",
    );
    let states: Vec<Json> =
        company.documents("purchase_order").iter().map(|it| it["state"].clone()).collect();
    assert_eq!(states, ["confirmed", "closed"]);
    maps(
        &import,
        &[
            "close_rest=业务关闭",
            "due=交货日期",
            "lines.came_before=累计入库数量",
            "lines.item=物料编码",
            "lines.price=含税单价",
            "lines.quantity=采购数量",
            "lines.unit=采购单位",
            "number=单据编号",
            "ordered_on=采购日期",
            "supplier=供应商",
        ],
    );
    let materials = "BOM版本,父项物料编码,父项物料名称,子项物料编码,子项物料名称,子项单位,用量:分子,用量:分母\n\
        02.01_V1,02.01,礼盒,01.01.001,普洱茶,饼,2,3\n";
    let import = company.import("bill_of_materials", materials);
    check(&import, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0");
    let made = [
        "lines.item=子项物料编码",
        "lines.per=用量:分母",
        "lines.quantity=用量:分子",
        "product=父项物料编码",
    ];
    maps(&import, &made);
    assert_eq!(company.documents("bill_of_materials")[0]["fields"]["lines"][0]["per"], "3");
    let sold = "单据编号,日期,客户,物料编码,物料名称,销售单位,销售数量,含税单价,价税合计,要货日期,库存组织,仓库\n\
        XSDD000001,2024-03-06,老李茶馆,02.01,礼盒,盒,3,50,150,2024-03-20,总部,原料仓\n";
    let import = company.import("sales_order", sold);
    check(&import, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0\nfound_by_name 2 [2]");
    maps(
        &import,
        &[
            "customer=客户",
            "due=要货日期",
            "lines.item=物料编码",
            "lines.price=含税单价",
            "lines.quantity=销售数量",
            "lines.unit=销售单位",
            "number=单据编号",
            "ordered_on=日期",
            "ship_from=仓库",
        ],
    );
    assert_eq!(field(&company.documents("sales_order")[0], "due"), "2024-03-20");
}
