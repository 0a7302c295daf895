//! Excel and OpenDocument files.

use super::zip::{Entry, archive, archive_claiming, workbook};
use super::{file, open, opened, rows_of, shown};
use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::fault::{Fault, Unreadable};
use crate::spreadsheet::source::Source;
use expect_test::expect;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::path::Path;

fn saved(build: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    build(&mut workbook);
    workbook.save_to_buffer().expect("a workbook fits in memory")
}

#[test]
fn cells_keep_their_kind() {
    let bytes = saved(|workbook| {
        let sheet = workbook.add_worksheet();
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let at = |day: ExcelDateTime| day;
        sheet.write(0, 0, "龙井").expect("fits");
        sheet.write(0, 1, 12.5).expect("fits");
        sheet.write(0, 2, 0.1 + 0.2).expect("fits");
        sheet
            .write_datetime_with_format(0, 3, at(ExcelDateTime::from_ymd(2024, 3, 5).expect("a day")), &day)
            .expect("fits");
        let half_past =
            ExcelDateTime::from_ymd(2024, 3, 5).and_then(|it| it.and_hms(10, 30, 0.0)).expect("a time");
        sheet.write_datetime_with_format(0, 4, half_past, &moment).expect("fits");
        sheet.write(0, 5, true).expect("fits");
        sheet.write(0, 7, 690_123_456_789_201_234_f64).expect("fits");
        sheet.write_formula(1, 0, Formula::new("=1/0").set_result("#DIV/0!")).expect("fits");
    });
    let rows = rows_of(&opened(&bytes), None);
    let day = "2024-03-05".parse().expect("a day");
    assert_eq!(
        rows[0].cells,
        [
            Cell::Text("龙井".into()),
            Cell::Number("12.5".into()),
            Cell::Number("0.3".into()),
            Cell::Day(day),
            Cell::DateTime(day, 10 * 3600 + 30 * 60),
            Cell::YesNo(true),
            Cell::Empty,
            Cell::Number("690123456789201000".into()),
        ]
    );
}

#[test]
fn skipped_rows_count_and_come_as_blanks() {
    let bytes = saved(|workbook| {
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, "a").expect("fits");
        sheet.write(3, 1, "b").expect("fits");
    });
    expect![[r#"
        1 |a|
        2 ||
        3 ||
        4 ||b|
    "#]]
    .assert_eq(&shown(&rows_of(&opened(&bytes), None)));
}

#[test]
fn formulas_without_a_stored_result_and_errors_are_told_apart_from_blanks() {
    let bytes = workbook(
        r#"<sheetData><row r="1"><c r="A1"><f>B1*2</f></c><c r="B1"><v>2</v></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="e"><f>NA()</f><v>#N/A</v></c><c r="E1"><f>B1</f><v>2</v></c></row></sheetData>"#,
    );
    let rows = rows_of(&opened(&bytes), None);
    assert_eq!(
        rows[0].cells,
        [
            Cell::FormulaWithoutValue,
            Cell::Number("2".into()),
            // An empty text was stored as the result; calamine does not tell it from none.
            Cell::Empty,
            Cell::Error("#N/A".into()),
            Cell::Number("2".into()),
        ]
    );
}

#[test]
fn sheets_are_listed_and_chosen_by_name() {
    let bytes = saved(|workbook| {
        workbook.add_worksheet().set_name("库存").expect("a name").write(0, 0, "first").expect("fits");
        workbook.add_worksheet().set_name("采购").expect("a name").write(0, 0, "second").expect("fits");
    });
    let source = opened(&bytes);
    assert_eq!(source.sheets(), ["库存", "采购"]);
    assert_eq!(rows_of(&source, None)[0].cell(0).shown(), "first");
    assert_eq!(rows_of(&source, Some("采购"))[0].cell(0).shown(), "second");
    let refused = source.each_row(Some("没有"), |_| std::ops::ControlFlow::Continue(()));
    assert!(matches!(refused, Err(Unreadable::NoSuchSheet(_))));
}

#[test]
fn the_extension_does_not_matter() {
    let bytes = saved(|workbook| {
        workbook.add_worksheet().write(0, 0, "a").expect("fits");
    });
    let file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a file");
    std::fs::write(file.path(), bytes).expect("written");
    let source = Source::open(file.path(), None).expect("a workbook under another name");
    assert_eq!(source.sheets().len(), 1);
}

#[test]
fn an_old_xls_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stock.xls");
    let source = Source::open(&path, None).expect("an xls file");
    assert_eq!(source.sheets(), ["库存", "说明"]);
    expect![[r#"
        1 |2024年3月库存表|
        2 ||
        3 |货号|品名|数量|单价|入库日期|盘点时间|条码|
        4 |A-1|龙井茶|1200|12.5|2024-03-05|2024-03-05 10:30:00|6901234567892|
        5 |A-2|茉莉花茶|0.3|9.99|2024-02-29|2024-02-29 23:59:59|690123456789201000|
        6 |合计||1200.3|
    "#]]
    .assert_eq(&shown(&rows_of(&source, None)));
}

/// The reader would ask for memory for every cell the sheet says it has, and end the program.
#[test]
fn an_xls_that_claims_more_cells_than_there_can_be_is_damaged() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stock.xls");
    let sound = std::fs::read(path).expect("the fixture is committed");
    let head = [0x00, 0x02, 14, 0];
    let at = sound.windows(4).position(|it| it == head).expect("a sheet says how large it is");
    for (byte, to) in [(11, 0xc8), (15, 0xff)] {
        let mut bytes = sound.clone();
        bytes[at + byte] = to;
        bytes[at + 10] |= u8::from(byte == 15); // 65,536 rows more, which the columns then multiply
        assert!(matches!(open(&bytes), Err(Unreadable::Damaged(_))), "byte {byte}");
    }
}

#[test]
fn an_ods_is_read() {
    let content = r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="表"><table:table-row><table:table-cell office:value-type="string"><text:p>货号</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>数量</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>A-1</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="12.5"><text:p>12.5</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let manifest = r#"<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"#;
    let bytes = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ]);
    expect![[r#"
        1 |货号|数量|
        2 |A-1|12.5|
    "#]]
    .assert_eq(&shown(&rows_of(&opened(&bytes), None)));
}

#[test]
fn other_zips_are_named() {
    let refused =
        |name: &'static str| open(&archive(&[(name, b"x")])).err().expect("no workbook").sentence().zh;
    assert!(refused("word/document.xml").contains("Word"));
    assert!(refused("ppt/presentation.xml").contains("PowerPoint"));
    assert!(refused("sales.csv").contains("解压"));
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_unpacked() {
    let zeros = vec![b' '; 80 << 20];
    let bomb = archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 200_000);
    assert!(matches!(open(&bomb), Err(Unreadable::ZipBomb)));
}

#[test]
fn a_zip_bomb_that_lies_about_its_size_is_refused() {
    let zeros = vec![b' '; 8 << 20];
    let bomb = archive_claiming(&[
        Entry { name: "xl/workbook.xml", content: b"<workbook/>", claimed: 11 },
        Entry { name: "xl/worksheets/sheet1.xml", content: &zeros, claimed: 1_000 },
    ]);
    assert!(matches!(open(&bomb), Err(Unreadable::ZipBomb)));
}

#[test]
fn a_damaged_workbook_is_an_error_with_a_cure() {
    let mut bytes = saved(|workbook| {
        workbook.add_worksheet().write(0, 0, "a").expect("fits");
    });
    bytes.truncate(bytes.len() * 2 / 3);
    let refused = open(&bytes).err().expect("cut off");
    assert_eq!(refused.code(), "file_damaged");
    assert!(refused.sentence().zh.contains("重新下载"));
}

#[test]
fn a_sheet_that_breaks_off_keeps_the_rows_before() {
    let bytes = workbook(
        r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row><row r="3"><c r="A3"><v>"#,
    );
    let rows = rows_of(&opened(&bytes), None);
    assert_eq!(rows[0].cell(0).shown(), "1");
    assert_eq!(rows.last().and_then(|it| it.fault.clone()), Some(Fault::CutOff));
}

#[test]
fn an_encrypted_workbook_asks_for_the_password_to_be_removed() {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(512, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let file = file(&bytes);
    assert!(matches!(Source::open(file.path(), None), Err(Unreadable::Password)));
}
