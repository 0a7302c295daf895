//! The kinds of more than one part, of a form, or without a value.

use super::{context, json, links, listed};
use crate::{Address, DocumentType, Kind, Problem, Record, Value, check_definition, sample};
use serde_json::Value as Json;

const WIDE: &str = r#"
name = "wide"
label = { zh = "宽表", en = "Wide" }

[[field]]
name = "customer"
label = { zh = "客户", en = "Customer" }
kind = "link:customer"

[[field]]
name = "note"
label = { zh = "备注", en = "Note" }
kind = "text"

[[field]]
name = "remarks"
label = { zh = "说明", en = "Remarks" }
kind = "long_text"

[[field]]
name = "letter"
label = { zh = "信件", en = "Letter" }
kind = "rich_text"

[[field]]
name = "tags"
label = { zh = "标签", en = "Tags" }
kind = "choices"
choices = [{ value = "red", label = { zh = "红", en = "Red" } }, { value = "blue", label = { zh = "蓝", en = "Blue" } }]

[[field]]
name = "phone"
label = { zh = "电话", en = "Phone" }
kind = "phone"

[[field]]
name = "email"
label = { zh = "邮箱", en = "E-mail" }
kind = "email"

[[field]]
name = "site"
label = { zh = "网址", en = "Site" }
kind = "url"

[[field]]
name = "ship_to"
label = { zh = "地址", en = "Ship to" }
kind = "address"

[[field]]
name = "place"
label = { zh = "位置", en = "Place" }
kind = "location"

[[field]]
name = "contract"
label = { zh = "合同", en = "Contract" }
kind = "attachment"
accept = ["application/pdf", ".xlsx"]
max_files = 2
max_bytes = 1_000_000

[[field]]
name = "photos"
label = { zh = "照片", en = "Photos" }
kind = "image"

[[field]]
name = "signed"
label = { zh = "签名", en = "Signed" }
kind = "signature"

[[field]]
name = "code"
label = { zh = "二维码", en = "Code" }
kind = "qr"
formula = "IF(ISBLANK([note]), \"\", \"O:\" & [note])"

[[field]]
name = "customer_level"
label = { zh = "客户级别", en = "Customer's level" }
kind = "lookup"
lookup = { link = "customer", field = "level" }

[[field]]
name = "shipments"
label = { zh = "发货", en = "Shipments" }
kind = "linked_table"
linked = { of = "shipment", by = "lines.order", columns = ["number", "shipped_on"] }

"#;

fn wide() -> DocumentType {
    DocumentType::from_toml(WIDE).unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

fn parsed(fields: &Json) -> Result<Record, Vec<Problem>> {
    wide().parse(fields, &links(), None, &context())
}

/// What is kept of a value, as the API shows it; or the code of what is wrong.
fn read(field: &str, value: &Json) -> String {
    match parsed(&serde_json::json!({ field: value })) {
        Ok(record) => wide().to_public(&record, &|_| String::new(), &|_| String::new())[field].to_string(),
        Err(problems) => listed(&problems),
    }
}

fn check(field: &str, cases: &[(&str, &str)]) {
    for (value, wanted) in cases {
        let value: Json = serde_json::from_str(value).unwrap_or_else(|_| Json::from(*value));
        assert_eq!(read(field, &value), *wanted, "{field}: {value}");
    }
}

#[test]
fn telephone_numbers_addresses_and_links_have_a_form() {
    check(
        "phone",
        &[
            ("+86 571-8888 6666 转 12", r#""+86 571-8888 6666 转 12""#),
            ("13800138000", r#""13800138000""#),
            ("call me", "phone not_a_phone"),
            ("12", "phone not_a_phone"),
        ],
    );
    check(
        "email",
        &[
            ("li.lei+1@shop.example.cn", r#""li.lei+1@shop.example.cn""#),
            ("李雷@例子.中国", r#""李雷@例子.中国""#),
            ("li lei@example.cn", "email not_an_email"),
            ("@example.cn", "email not_an_email"),
            ("a@b", "email not_an_email"),
            ("a@b..c", "email not_an_email"),
        ],
    );
    check(
        "site",
        &[
            ("https://example.com:8443/商品?x=1#2", r#""https://example.com:8443/商品?x=1#2""#),
            ("http://localhost/", r#""http://localhost/""#),
            ("javascript:alert(1)", "site not_a_url"),
            ("example.com", "site not_a_url"),
            ("https://a b.com", "site not_a_url"),
            ("https://", "site not_a_url"),
        ],
    );
}

#[test]
fn rich_text_is_made_harmless() {
    check(
        "letter",
        &[
            ("<p>Hi <b>you</b></p>", r#""<p>Hi <b>you</b></p>""#),
            ("<p onclick=\"run()\">Hi<script>run()</script></p>", r#""<p>Hi</p>""#),
            ("<a href=\"javascript:run()\">x</a>", r#""<a rel=\"noopener noreferrer nofollow\">x</a>""#),
            ("<p> &nbsp; </p>", "null"),
            ("<iframe src=\"https://e.com\"></iframe>", "null"),
            ("1 < 2", r#""1 &lt; 2""#),
        ],
    );
}

#[test]
fn several_choices_are_kept_in_the_order_of_the_field() {
    check(
        "tags",
        &[
            (r#"["blue", "red", "blue"]"#, r#"["red","blue"]"#),
            ("蓝、red", r#"["red","blue"]"#),
            ("[]", "null"),
            (r#"["green"]"#, "tags unknown_choice"),
            ("3", "tags unknown_choice"),
        ],
    );
}

#[test]
fn an_address_is_cut_where_people_cut_it() {
    let cut = |text: &str| Address::from_text(text).to_string();
    assert_eq!(cut("浙江省杭州市西湖区文三路 1 号"), "浙江省/杭州市/西湖区/文三路 1 号");
    assert_eq!(cut("北京市朝阳区望京街 9 号"), "北京市/北京市/朝阳区/望京街 9 号");
    assert_eq!(cut("广西壮族自治区桂林市阳朔县西街"), "广西壮族自治区/桂林市/阳朔县/西街");
    assert_eq!(cut("浙江省/杭州市//文三路 1/2 号"), "浙江省/杭州市//文三路 1/2 号");
    assert_eq!(cut("超市旁边的小区"), "///超市旁边的小区");
    assert_eq!(Address::from_text("北京市朝阳区望京街").in_one(), "北京市朝阳区望京街");
    check(
        "ship_to",
        &[
            (r#"{"city": " 杭州市 "}"#, r#"{"province":"","city":"杭州市","district":"","detail":""}"#),
            (r#"{"city": "  "}"#, "null"),
            (r#"{"street": "x"}"#, "ship_to not_an_address"),
            (r#"{"city": "a/b"}"#, "ship_to not_an_address"),
        ],
    );
}

#[test]
fn a_place_is_on_the_earth() {
    let shanghai = r#"{"lat":"31.230416","lng":"121.473701","text":"人民 广场"}"#;
    check(
        "place",
        &[
            (shanghai, shanghai),
            ("31.230416,121.473701 人民 广场", shanghai),
            (r#"{"lat": 31.5, "lng": -1}"#, r#"{"lat":"31.5","lng":"-1","text":""}"#),
            (r#"{"lat": "91", "lng": "1"}"#, "place not_a_location"),
            (r#"{"lat": "1"}"#, "place not_a_location"),
            ("here", "place not_a_location"),
        ],
    );
}

#[test]
fn files_are_of_the_number_type_and_size_that_the_field_takes() {
    let file = |name: &str, media_type: &str, size: u64, hash: &str| serde_json::json!({ "hash": hash.repeat(64), "name": name, "type": media_type, "size": size });
    let pdf = file("合同.pdf", "application/pdf", 10, "a");
    let list = |files: &[&Json]| serde_json::json!(files);
    assert_eq!(read("contract", &list(&[&pdf, &pdf])), list(&[&pdf]).to_string(), "the same content once");
    let sheet = file("a.XLSX", "application/octet-stream", 10, "b");
    assert_eq!(read("contract", &list(&[&pdf, &sheet])), list(&[&pdf, &sheet]).to_string());
    assert_eq!(read("contract", &list(&[&pdf, &sheet, &pdf])), "contract too_many_files");
    let big = file("a.pdf", "application/pdf", 1_000_001, "c");
    assert_eq!(read("contract", &list(&[&pdf, &big])), "contract[1] file_too_big");
    assert_eq!(read("contract", &list(&[&file("a.png", "image/png", 1, "d")])), "contract[0] file_type");
    assert_eq!(
        read("contract", &list(&[&file("../a.pdf", "application/pdf", 1, "d")])),
        "contract[0] not_files"
    );
    assert_eq!(
        read("contract", &list(&[&file("a.pdf", "application/pdf", 1, "X")])),
        "contract[0] not_files"
    );
    assert_eq!(read("photos", &list(&[&file("a.svg", "image/svg+xml", 1, "d")])), "photos[0] file_type");
    let (one, two) = (file("a.png", "image/png", 1, "d"), file("b.png", "image/png", 1, "e"));
    assert_eq!(read("photos", &list(&[&one, &two])), list(&[&one, &two]).to_string());
    assert_eq!(read("signed", &list(&[&one, &two])), "signed too_many_files");
}

#[test]
fn what_is_only_shown_has_no_value() {
    let record = parsed(&json(r#"{"customer_level": "A", "shipments": [1], "code": "x", "note": "急"}"#));
    let record = record.expect("what is sent for it is ignored");
    assert_eq!(record.get("customer_level"), None);
    assert_eq!(record.get("shipments"), None);
    assert_eq!(
        record.get("code"),
        Some(&Value::Text("O:急".to_owned())),
        "a code says what its formula says"
    );
}

#[test]
fn every_kind_survives_the_round_trip() {
    let others = [
        r#"{"name": "customer", "label": {"zh": "客户", "en": "Customer"}, "fields": [{"name": "level", "label": "级别", "kind": "text"}]}"#,
        r#"{"name": "shipment", "label": {"zh": "发货", "en": "Shipment"}, "fields": [
            {"name": "shipped_on", "label": "日期", "kind": "date"},
            {"name": "lines", "label": "明细", "kind": "rows", "columns": [
                {"name": "order", "label": "订单", "kind": "link", "target": "wide"}]}]}"#,
    ];
    let mut all = vec![wide()];
    all.extend(others.map(|it| DocumentType::from_json(&json(it)).expect("sound")));
    assert_eq!(check_definition(&wide(), &all), Vec::<String>::new());
    let (record, _) = sample::record(&wide());
    for field in wide().fields.iter().filter(|it| it.kind.is_stored()) {
        assert!(record.get(&field.name).is_some(), "{}", field.name);
    }
    for (name, kind) in Kind::all() {
        assert_eq!(name.parse::<Kind>().as_ref(), Ok(kind), "{name}");
    }
}

#[test]
fn what_a_definition_shows_of_others_must_be_there() {
    let complaints = check_definition(&wide(), &[wide()]);
    assert!(
        complaints.contains(&"fields[15].linked.of: there is no document type `shipment`".to_owned()),
        "{complaints:?}"
    );
    let customer = r#"{"name": "customer", "label": {"zh": "客户", "en": "Customer"}, "fields": []}"#;
    let all = [wide(), DocumentType::from_json(&json(customer)).expect("sound")];
    assert!(check_definition(&wide(), &all).contains(&"fields[14].lookup.field: is not a field".to_owned()));
    let refused = |setting: &str| {
        let mut it = wide().to_json();
        let field = serde_json::json!({ "name": "x", "label": "x" });
        let mut field = field.as_object().expect("an object").clone();
        field.extend(json(setting).as_object().expect("an object").clone());
        it["fields"].as_array_mut().expect("a list").push(Json::Object(field));
        listed(&DocumentType::from_json(&it).expect_err("refused"))
    };
    assert_eq!(refused(r#"{"kind": "lookup"}"#), "fields[16].lookup lookup_missing");
    assert_eq!(refused(r#"{"kind": "linked_table"}"#), "fields[16].linked linked_missing");
    assert_eq!(refused(r#"{"kind": "address", "unique": true}"#), "fields[16].unique does_not_apply");
    assert_eq!(refused(r#"{"kind": "image", "accept": ["picture"]}"#), "fields[16].accept[0] bad_file_type");
    assert_eq!(refused(r#"{"kind": "text", "max_files": 2}"#), "fields[16].max_files does_not_apply");
    assert_eq!(refused(r#"{"kind": "attachment", "max_files": 500}"#), "fields[16].max_files too_many");
    assert_eq!(refused(r#"{"kind": "choices"}"#), "fields[16].choices choices_missing");
}
