//! Files as people send them, imported into a small tea merchant's company.

mod past_sales;

use crate::app::{App, Options};
use crate::imports::job::Mode;
use crate::imports::{ImportOptions, LocalImport};
use crate::papers::{ListRequest, create};
use crate::turn::Turn;
use serde_json::{Value as Json, json};
use std::path::PathBuf;
use storage::Location;
use uuid::Uuid;

/// A company of its own, gone when dropped.
pub(super) struct Company {
    pub(super) app: App,
    folder: PathBuf,
}

impl Drop for Company {
    fn drop(&mut self) {
        // What is left over lies in the temporary folder.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Company {
    pub(super) fn new() -> Company {
        let folder = std::env::temp_dir().join(format!("changping-test-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let location = Location::Sqlite(folder.join("company.db"));
        let app = App::open(&Options { location, data: folder.clone() }).expect("a new company opens");
        Company { app, folder }
    }

    /// Warehouse `main`; items `tea` (in 饼, 箱 of 42) and `cup`; supplier `farm`; customer `li`.
    pub(super) fn of_tea() -> Company {
        let company = Company::new();
        company.make("warehouse", json!({ "code": "main", "name": "主仓" }));
        let units = json!([{ "unit": "箱", "factor": "42" }]);
        company.make("item", json!({ "code": "tea", "name": "普洱茶", "unit": "饼", "units": units }));
        company.make("item", json!({ "code": "cup", "name": "茶杯" }));
        company.make("supplier", json!({ "code": "farm", "name": "云南茶厂" }));
        company.make("customer", json!({ "code": "li", "name": "老李茶馆" }));
        company
    }

    pub(super) fn turn(&self) -> Turn {
        self.app.turn(self.app.system_caller())
    }

    /// Somebody of this role.
    fn caller(&self, role: &str) -> crate::caller::Caller {
        let new = crate::members::NewMember {
            login: role.to_owned(),
            name: role.to_owned(),
            roles: vec![role.to_owned()],
            ..Default::default()
        };
        let made = self.app.write_blocking(move |tx| crate::members::add_member(tx, &new, "-", App::now()));
        self.app.caller_of(&made.expect("a member"))
    }

    pub(super) fn make(&self, kind: &str, fields: Json) {
        let turn = self.turn();
        let definition = turn.definitions.require(kind).expect("a built-in type").clone();
        self.app
            .write_blocking(move |tx| create(tx, &turn, &definition, &fields, None))
            .expect("the document is made");
    }

    pub(super) fn file(&self, content: &[u8]) -> PathBuf {
        let path = self.folder.join(Uuid::now_v7().to_string());
        std::fs::write(&path, content).expect("a new file");
        path
    }

    pub(super) fn import(&self, kind: &str, content: &str) -> Json {
        self.import_with(kind, content.as_bytes(), |_| ())
    }

    pub(super) fn import_with(
        &self,
        kind: &str,
        content: &[u8],
        change: impl FnOnce(&mut LocalImport),
    ) -> Json {
        let mut local = LocalImport {
            path: self.file(content),
            kind: kind.to_owned(),
            mapping: Vec::new(),
            options: ImportOptions::usual(kind),
            dry_run: false,
        };
        change(&mut local);
        self.app.import_file(&self.turn(), &local).expect("the file can be imported")
    }

    /// Documents of a type, by number, with all their fields.
    pub(super) fn documents(&self, kind: &str) -> Vec<Json> {
        let request = ListRequest {
            sort: Some("number".to_owned()),
            limit: Some(500),
            all_fields: true,
            ..ListRequest::default()
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let list = runtime.block_on(self.app.list_documents(self.turn(), kind, request)).expect("a list");
        list["rows"].as_array().expect("rows").clone()
    }

    pub(super) fn count_demand(&self, condition: &str) -> i64 {
        self.count(&format!("demand where {condition}"))
    }

    /// Rows of a table, under a condition.
    pub(super) fn count(&self, of: &str) -> i64 {
        let select = format!("select count(*) from @.{of}");
        let rows = self.app.read_blocking(move |tx| Ok(tx.query(&select, &[])?)).expect("a count");
        rows[0].int(0)
    }
}

/// `created 2 updated 0 …` and each kind of dirt, one line each.
pub(super) fn told(import: &Json) -> String {
    let result = &import["result"];
    let number = |name: &str| result[name].as_u64().unwrap_or(0);
    let mut text = format!(
        "{}: created {} updated {} unchanged {} skipped {} bad {}\n",
        import["state"].as_str().unwrap_or("?"),
        number("created"),
        number("updated"),
        number("unchanged"),
        number("skipped"),
        number("bad")
    );
    for note in result["notes"].as_array().into_iter().flatten() {
        text.push_str(&format!(
            "{} {} {}\n",
            note["code"].as_str().unwrap_or("?"),
            note["count"],
            note["example_rows"]
        ));
    }
    for it in result["problems"].as_array().into_iter().flatten() {
        let text_of = |name: &str| it[name].as_str().unwrap_or("-").to_owned();
        text.push_str(&format!(
            "row {} {} {} “{}”: {}\n",
            it["row"],
            text_of("column"),
            text_of("code"),
            text_of("value"),
            text_of("message")
        ));
    }
    text
}

#[track_caller]
pub(super) fn check(import: &Json, expected: &str) {
    let lines = |text: &str| {
        text.lines().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(lines(&told(import)), lines(expected));
}

pub(super) fn field(document: &Json, name: &str) -> String {
    document["fields"][name].as_str().unwrap_or("-").to_owned()
}

const ITEMS: &str = "2024年商品档案,,,,\n货号,品名,计量单位,条码,商品分类\nA-1,西湖龙井,盒,6901234567892,茶\nA-2,茉莉花茶,盒,6.90123E+12,茶\nA-1,西湖龙井,盒,6901234567892,茶\nA-1,龙井,盒,6901234567892,茶\n,碧螺春,盒,,茶\n合计,,,,\n";

#[test]
fn items_are_made_and_every_bad_row_is_told() {
    let company = Company::new();
    let import = company.import("item", ITEMS);
    check(
        &import,
        "done: created 1 updated 0 unchanged 0 skipped 2 bad 3
         duplicate_rows 1 [5]
         totals_rows 1 [8]
         row 4 D scientific_notation “6.90123E+12”: 条码显示成了科学计数（如 6.9E+12），后面的数字已丢失：把该列设为“文本”后重新导出
         row 6 A duplicate_key “A-1”: 与第 3 行的编码相同但内容不同：请只留一行
         row 7 A required “”: 必填，请补上",
    );
    let items = company.documents("item");
    assert_eq!(items.len(), 1);
    assert_eq!((field(&items[0], "name"), field(&items[0], "unit")), ("西湖龙井".into(), "盒".into()));
}

#[test]
fn the_same_codes_again_change_what_differs() {
    let company = Company::new();
    company.import("item", "编码,名称,类别\nA,茶,绿茶\nB,杯,瓷器\n");
    let again = company.import("item", "编码,名称\nA,茶\nB,茶杯\nC,壶\n");
    check(&again, "done: created 1 updated 1 unchanged 1 skipped 0 bad 0");
    let items = company.documents("item");
    assert_eq!(
        (field(&items[1], "name"), field(&items[1], "category")),
        ("茶杯".into(), "瓷器".into()),
        "a column that is not there clears nothing"
    );
}

#[test]
fn chinese_excel_csv_is_read_as_it_comes() {
    let company = Company::new();
    let gbk = [0xB1, 0xE0, 0xC2, 0xEB, b',', 0xC3, 0xFB, 0xB3, 0xC6, b'\n', b'A', b',', 0xB2, 0xE8, b'\n'];
    check(
        &company.import_with("item", &gbk, |_| ()),
        "done: created 1 updated 0 unchanged 0 skipped 0 bad 0",
    );
    assert_eq!(field(&company.documents("item")[0], "name"), "茶");
}

#[test]
fn a_dry_run_decides_everything_and_keeps_nothing() {
    let company = Company::new();
    let tried = company.import_with("item", ITEMS.as_bytes(), |it| it.dry_run = true);
    assert_eq!(
        (&tried["dry_run"], &tried["result"]["created"], &tried["result"]["bad"]),
        (&json!(true), &json!(1), &json!(3))
    );
    assert!(company.documents("item").is_empty());
}

#[test]
fn all_or_nothing_is_nothing_when_one_row_is_bad() {
    let company = Company::new();
    let all_or_nothing = |it: &mut LocalImport| it.options.mode = Mode::AllOrNothing;
    let import = company.import_with("item", ITEMS.as_bytes(), all_or_nothing);
    assert_eq!((&import["state"], &import["error"]["code"]), (&json!("failed"), &json!("nothing_imported")));
    assert!(company.documents("item").is_empty());
    let good = company.import_with("item", "编码,名称\nA,茶\n".as_bytes(), all_or_nothing);
    check(&good, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0");
    assert_eq!(company.documents("item").len(), 1);
}

#[test]
fn rows_of_one_order_become_one_document_even_when_they_stand_apart() {
    let company = Company::of_tea();
    let orders = "订单号,供应商,商品编码,数量,单价,交货日期\nPO1,farm,tea,1箱,10,2030-03-05\nPO2,farm,cup,5,2,2030年3月6日\nPO1,云南茶厂,cup,\"1,000\",￥2.5,2030/3/5\nPO3,farm,pot,1,1,\nPO3,farm,tea,1,1,\n";
    let confirmed = |it: &mut LocalImport| it.options.transition = Some("confirm".to_owned());
    let import = company.import_with("purchase_order", orders.as_bytes(), confirmed);
    check(
        &import,
        "done: created 2 updated 0 unchanged 0 skipped 0 bad 2
         unit_split 1 [2]
         text_day 2 [3,4]
         thousands_separator 1 [4]
         currency_sign 1 [4]
         found_by_name 1 [4]
         row 5 C unknown_link “pot”: 没有商品“pot”; 请先导入商品，或勾选“自动新建”，或改正编码
         row 6 - document_has_bad_row “”: 同一张单据的第 5 行有误，整张没有导入",
    );
    let orders_made = company.documents("purchase_order");
    assert_eq!(
        orders_made.iter().map(|it| it["number"].as_str().unwrap_or("")).collect::<Vec<_>>(),
        ["PO1", "PO2"]
    );
    assert_eq!(orders_made[0]["state"], "confirmed");
    let lines = orders_made[0]["fields"]["lines"].as_array().expect("lines");
    let shown: Vec<String> = lines
        .iter()
        .map(|it| format!("{} {}", it["item"].as_str().unwrap_or(""), it["quantity"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(shown, ["tea 42", "cup 1000"]);
    let again = company.import_with("purchase_order", orders.as_bytes(), confirmed);
    assert_eq!((&again["result"]["created"], &again["result"]["unchanged"]), (&json!(0), &json!(2)));
    let receipts = "采购单号,商品编码,数量\nPO1,tea,42\nPO1,cup,400\n";
    let received = company.import_with("receipt", receipts.as_bytes(), confirmed);
    check(&received, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0");
}

#[test]
fn opening_stock_goes_by_warehouse_and_leaves_bad_lines_out() {
    let company = Company::of_tea();
    let stock =
        "仓库,货号,数量,成本\n主仓,tea,10,8\n主仓,cup,-3,1\n主仓,tea,0,8\n主仓,cup,5包,1\n主仓,pot,3,1\n";
    let import = company.import_with("opening_stock", stock.as_bytes(), |it| {
        it.options.transition = Some("confirm".to_owned())
    });
    let text = told(&import);
    assert!(text.starts_with("done: created 1 updated 0 unchanged 0 skipped 1 bad 3\n"), "{text}");
    for expected in [
        "row 3 C too_small “-3”",
        "zero_quantity 1 [4]",
        "row 5 C unknown_unit “5包”",
        "row 6 B unknown_link “pot”",
    ] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    let made = company.documents("opening_stock");
    assert_eq!(made[0]["fields"]["lines"].as_array().map(Vec::len), Some(1));
}

/// As 用友 U8 lists its orders: those that came before the books began, whole, in part, or not at all.
const ORDERS_OF_U8: &str = "采购订单列表,,,,,,,,,,\n订单编号,日期,供应商,存货编码,存货名称,主计量,数量,原币单价,计划到货日期,累计入库数量,不合格数量,最后入库日期,行关闭标志\n\
    PO-1,2024-03-01,云南茶厂,tea,普洱茶,饼,100,8,2024-03-10,100,4,2024-03-09,未关闭\n\
    PO-2,2024-03-02,云南茶厂,tea,普洱茶,饼,100,8,2024-03-12,60,0,2024-03-12,未关闭\n\
    PO-3,2024-03-03,云南茶厂,cup,茶杯,个,10,2,2024-03-13,7,,2024-03-10,已关闭\n\
    PO-4,2024-03-04,云南茶厂,cup,茶杯,个,10,2,2024-03-14,,,,未关闭\n\
    PO-5,2024-03-05,云南茶厂,cup,茶杯,个,10,2,2024-03-15,5,,,未关闭\n\
    PO-6,2024-03-06,云南茶厂,cup,茶杯,个,10,2,2024-03-16,5,6,2024-03-17,未关闭\n";

#[test]
fn orders_go_on_where_the_other_system_left_them() {
    let company = Company::of_tea();
    let confirmed = |it: &mut LocalImport| it.options.transition = Some("confirm".to_owned());
    let import = company.import_with("purchase_order", ORDERS_OF_U8.as_bytes(), confirmed);
    check(
        &import,
        "done: created 4 updated 0 unchanged 0 skipped 0 bad 2
         found_by_name 6 [3,4,5,6,7]
         row 7 L check_failed “”: 已收的要写收货日期, 不早于下单日期: 从入库单补一列“收货日期”; 查不到时不写已收数量, 数量只写还没收的
         row 8 K check_failed “6”: 不合格数量超过已收数量",
    );
    let made = company.documents("purchase_order");
    let states: Vec<&str> = made.iter().filter_map(|it| it["state"].as_str()).collect();
    assert_eq!(states, ["done", "confirmed", "closed", "confirmed"]);
    // The rest of the second comes now; the goods that came before lie in the opening stock.
    let receipt =
        company.import_with("receipt", "采购单号,商品编码,数量\nPO-2,tea,40\n".as_bytes(), confirmed);
    check(&receipt, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0");
    assert_eq!(company.documents("purchase_order")[1]["state"], "done");
    let on_hand = company
        .app
        .read_blocking(|tx| Ok(tx.query("select on_hand from @.balance where on_hand <> 0", &[])?));
    assert_eq!(on_hand.expect("balances").iter().map(|it| it.int(0)).collect::<Vec<_>>(), [40_000_000]);
    // What came before may still go back to the supplier.
    let back = company.import_with(
        "purchase_return",
        "采购单号,商品编码,数量,原因\nPO-1,tea,97,受潮\nPO-1,cup,1,破损\n".as_bytes(),
        |it| it.options.transition = Some("confirm".to_owned()),
    );
    assert!(
        told(&back).contains("more_than_received “”: tea 普洱茶 收到还没退的只有 96, 要退 97"),
        "{}",
        told(&back)
    );
    let audit = company.app.database().read_blocking(|tx| storage::verify::run(tx));
    assert_eq!(audit.expect("it can be read").differences, []);
}

#[test]
fn a_keeper_brings_in_stock_without_knowing_what_it_cost() {
    let company = Company::of_tea();
    company.make("supply", json!({ "supplier": "farm", "item": "tea", "price": "8" }));
    let keeper = company.caller("warehouse");
    let local = LocalImport {
        path: company.file("商品编码,数量,成本\ntea,10,99\ncup,4,99\n".as_bytes()),
        kind: "opening_stock".to_owned(),
        mapping: Vec::new(),
        options: ImportOptions {
            transition: Some("confirm".to_owned()),
            ..ImportOptions::usual("opening_stock")
        },
        dry_run: false,
    };
    let import = company.app.import_file(&company.app.turn(keeper), &local).expect("it can be imported");
    check(&import, "done: created 1 updated 0 unchanged 0 skipped 0 bad 0");
    assert!(import["targets"].as_array().expect("targets").iter().all(|it| it["field"] != "lines.unit_cost"));
    let lines = &company.documents("opening_stock")[0]["fields"]["lines"];
    assert_eq!([&lines[0]["unit_cost"], &lines[1]["unit_cost"]], [&json!("8"), &Json::Null]);
    let worth = company.app.read_blocking(|tx| Ok(tx.query("select value from @.move order by item", &[])?));
    let worth: Vec<i64> = worth.expect("moves").iter().map(|it| it.int(0)).collect();
    assert_eq!(worth, [800_000, 0]);
}

#[test]
fn supply_terms_are_known_by_supplier_and_item() {
    let company = Company::of_tea();
    let terms = "product_id,vendor_id,avg_lead_time_days,standard_price,min_order_qty\ntea,farm,17,47.87,1\ncup,mill,9,3.2,12\n";
    let create_unknown = |it: &mut LocalImport| it.options.create_unknown = true;
    check(
        &company.import_with("supply", terms.as_bytes(), create_unknown),
        "done: created 2 updated 0 unchanged 0 skipped 0 bad 0
         made 1 [3]",
    );
    let again = terms.replace(",17,", ",21,");
    check(
        &company.import_with("supply", again.as_bytes(), create_unknown),
        "done: created 0 updated 1 unchanged 1 skipped 0 bad 0",
    );
    assert_eq!(company.documents("supplier").len(), 2);
}

#[test]
fn what_was_exported_can_be_imported_again() {
    let company = Company::of_tea();
    company.make("item", json!({ "code": "=1+1", "name": "@危险", "note": "-2 度保存" }));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for format in ["csv", "xlsx"] {
        let export = company.app.export_documents(company.turn(), "item", ListRequest::default(), format);
        let file = runtime.block_on(export).expect("a file");
        assert!(file.name.ends_with(format), "{}", file.name);
        let import = company.import_with("item", &file.bytes, |_| ());
        let result = &import["result"];
        assert_eq!(
            (&result["unchanged"], &result["bad"], &result["updated"]),
            (&json!(3), &json!(0), &json!(0)),
            "{format}: {}",
            told(&import)
        );
    }
}

/// The folder of real data next to the repository, where there is one.
pub(super) fn shared_data(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    path.is_file().then_some(path)
}

pub(super) fn import_shared(
    company: &Company,
    kind: &str,
    name: &str,
    mapping: &[(&str, &str)],
    change: impl FnOnce(&mut ImportOptions),
) -> Option<Json> {
    let path = shared_data(name)?;
    let mut options = ImportOptions::usual(kind);
    change(&mut options);
    let mapping = mapping.iter().map(|(field, column)| ((*field).to_owned(), (*column).to_owned())).collect();
    let local = LocalImport { path, kind: kind.to_owned(), mapping, options, dry_run: false };
    Some(company.app.import_file(&company.turn(), &local).expect("the file can be imported"))
}
