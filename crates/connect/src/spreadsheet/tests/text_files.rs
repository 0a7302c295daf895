//! CSV in every dress.

use super::{file, open, opened, rows_of, shown};
use crate::spreadsheet::fault::Unreadable;
use crate::spreadsheet::source::Source;
use expect_test::{Expect, expect};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

fn check(bytes: &[u8], expected: Expect) {
    expected.assert_eq(&table(bytes));
}

fn table(bytes: &[u8]) -> String {
    let source = opened(bytes);
    let head = format!(
        "{} {:?}\n",
        source.encoding().expect("a text file has an encoding"),
        source.delimiter().expect("a text file has a delimiter")
    );
    head + &shown(&rows_of(&source, None))
}

fn encoded(text: &str, encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("memory takes bytes");
    packer.finish().expect("memory takes bytes")
}

const TEA: &str = "货号,品名,数量\r\nA-1,西湖龙井,12\r\nA-2,\"茉莉, 一级\",3\r\n";

#[test]
fn utf_8_with_and_without_mark_are_the_same() {
    let expected = expect![[r#"
        UTF-8 ','
        1 |货号|品名|数量|
        2 |A-1|西湖龙井|12|
        3 |A-2|茉莉, 一级|3|
    "#]];
    check(TEA.as_bytes(), expected);
    assert_eq!(table(format!("\u{FEFF}{TEA}").as_bytes()), table(TEA.as_bytes()));
}

#[test]
fn gb18030_and_gbk_are_recognised() {
    let expected = expect![[r#"
        GB18030 ','
        1 |货号|品名|数量|
        2 |A-1|西湖龙井|12|
        3 |A-2|茉莉, 一级|3|
    "#]];
    check(&encoded(TEA, encoding_rs::GBK), expected);
    let rare = TEA.replace('茉', "𠀀");
    assert!(table(&encoded(&rare, encoding_rs::GB18030)).contains("𠀀莉"));
}

#[test]
fn chinese_far_behind_the_first_rows_is_still_recognised() {
    let mut text = "code,name\n".to_owned();
    (0..20_000).for_each(|it| text.push_str(&format!("A{it},tea {it}\n")));
    text.push_str("B1,龙井茶\n");
    let source = opened(&encoded(&text, encoding_rs::GBK));
    assert_eq!(source.encoding(), Some("GB18030"));
    assert_eq!(
        rows_of(&source, None).last().map(|it| it.cell(1).shown().into_owned()),
        Some("龙井茶".to_owned())
    );
}

#[test]
fn utf_16_of_excels_unicode_text_is_recognised() {
    let wide: Vec<u8> = "货号\t数量\nA-1\t12\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut marked = vec![0xFF, 0xFE];
    marked.extend(&wide);
    check(
        &marked,
        expect![[r#"
        UTF-16LE '\t'
        1 |货号|数量|
        2 |A-1|12|
    "#]],
    );
    let plain: Vec<u8> = "code\tqty\nA-1\t12\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    check(
        &plain,
        expect![[r#"
        UTF-16BE '\t'
        1 |code|qty|
        2 |A-1|12|
    "#]],
    );
}

#[test]
fn western_european_text_is_not_taken_for_chinese() {
    check(
        &encoded("code;name\n1;Côte de Blaye\n2;Rössle Sauerkraut\n", encoding_rs::WINDOWS_1252),
        expect![[r#"
        windows-1252 ';'
        1 |code|name|
        2 |1|Côte de Blaye|
        3 |2|Rössle Sauerkraut|
    "#]],
    );
}

#[test]
fn a_row_in_another_encoding_is_told() {
    let mut bytes = "code,name\n".as_bytes().to_vec();
    (0..30).for_each(|it| bytes.extend(format!("A{it},西湖龙井茶\n").as_bytes()));
    bytes.extend(encoded("B1,普洱\n", encoding_rs::GBK));
    bytes.extend("B2,红茶\n".as_bytes());
    let rows = rows_of(&opened(&bytes), None);
    expect![[r#"
        32 |B1|�ն�|  ← wrong_encoding
        33 |B2|红茶|
    "#]]
    .assert_eq(&shown(&rows[31..]));
}

#[test]
fn an_encoding_can_be_chosen_or_is_refused_by_name() {
    let file = file(&encoded("品名\n茶葉\n", encoding_rs::BIG5));
    let source = Source::open(file.path(), Some("big5")).expect("Big5 is known");
    assert_eq!(rows_of(&source, None)[1].cell(0).shown(), "茶葉");
    let refused = Source::open(file.path(), Some("klingon"));
    assert!(matches!(refused, Err(Unreadable::NoSuchEncoding(name)) if name == "klingon"));
}

#[test]
fn delimiters_are_recognised() {
    check(
        b"a;b;c\n1,5;2;3\n2,5;3;4\n",
        expect![[r#"
        UTF-8 ';'
        1 |a|b|c|
        2 |1,5|2|3|
        3 |2,5|3|4|
    "#]],
    );
    check(
        b"a|b\n1|2\n",
        expect![[r#"
        UTF-8 '|'
        1 |a|b|
        2 |1|2|
    "#]],
    );
    check(
        b"code\nA1\nA2\n",
        expect![[r#"
        UTF-8 ','
        1 |code|
        2 |A1|
        3 |A2|
    "#]],
    );
}

#[test]
fn quotes_hold_delimiters_and_line_ends_and_rows_are_counted_as_excel_does() {
    check(
        b"a,b\n\n\"x, \"\"y\"\"\nz\",1\n5\" pipe,2\n",
        expect![[r#"
        UTF-8 ','
        1 |a|b|
        2 ||
        3 |x, "y"⏎z|1|
        4 |5" pipe|2|
    "#]],
    );
}

#[test]
fn old_macs_end_lines_with_a_carriage_return() {
    check(
        b"a,b\r1,2\r3,4",
        expect![[r#"
        UTF-8 ','
        1 |a|b|
        2 |1|2|
        3 |3|4|
    "#]],
    );
}

#[test]
fn a_cut_off_file_is_told_in_its_last_row() {
    check(
        b"a,b,c\n1,2,3\n4,5,6\n7,8",
        expect![[r#"
        UTF-8 ','
        1 |a|b|c|
        2 |1|2|3|
        3 |4|5|6|
        4 |7|8|  ← cut_off
    "#]],
    );
    check(
        b"a,b\n1,2\n4,\"half a na",
        expect![[r#"
        UTF-8 ','
        1 |a|b|
        2 |1|2|
        3 |4|"half a na|  ← cut_off
    "#]],
    );
}

#[test]
fn a_cut_off_gzip_is_told_even_between_two_rows() {
    let mut text = String::new();
    (0..5_000).for_each(|it| text.push_str(&format!("A{it},{}\n", it * 7919 % 1000)));
    let mut bytes = gzipped(text.as_bytes());
    bytes.truncate(bytes.len() / 2);
    let rows = rows_of(&opened(&bytes), None);
    assert!(rows.len() > 100 && rows.len() < 5_000);
    assert_eq!(rows.last().and_then(|it| it.fault.as_ref()).map(|it| it.code()), Some("cut_off"));
    assert_eq!(rows.iter().filter(|it| it.fault.is_some()).count(), 1);
}

#[test]
fn a_quote_that_is_never_closed_costs_only_its_own_row() {
    let mut text = "a,b\n1,\"open\n".to_owned();
    (0..500).for_each(|it| text.push_str(&format!("{it},x\n")));
    let rows = rows_of(&opened(text.as_bytes()), None);
    assert_eq!(rows.len(), 502);
    expect![[r#"
        1 |a|b|
        2 |1|"open|  ← unclosed_quote
        3 |0|x|
    "#]]
    .assert_eq(&shown(&rows[..3]));
}

#[test]
fn one_endless_line_does_not_fill_the_memory() {
    let mut bytes = b"a,b\n1,".to_vec();
    bytes.resize(3 << 20, b'x');
    let rows = rows_of(&opened(&bytes), None);
    assert_eq!(rows[1].fault.as_ref().map(|it| it.code()), Some("row_too_long"));
    assert!(rows.iter().all(|row| row.cells.iter().all(|it| it.shown().len() <= 1 << 20)));
}

#[test]
fn what_is_no_table_is_named_and_cured() {
    let refused = |bytes: &[u8]| open(bytes).err().expect("no table").sentence().zh;
    assert_eq!(refused(b""), "文件是空的，请选择有内容的文件");
    assert_eq!(refused(b"%PDF-1.7 ..."), "这是 PDF 文件，不是表格：请用 Excel 或 CSV 文件");
    assert!(refused(b"\x89PNG\r\n\x1a\n\0\0").contains("图片"));
    assert!(refused(b"\xEF\xBB\xBF <html><body><table><tr><td>1").contains("网页"));
    assert!(
        refused(br#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">"#)
            .contains("Excel 2003")
    );
    assert!(refused(br#"[{"code": 1}]"#).contains("JSON"));
    assert!(refused(b"\x01\x02\x00\x00\x01binary, \x03\x04\x05\x06\x07 and more of it").contains("binary"));
    assert!(opened(b"BM,MZ\n1,2\n").delimiter().is_some(), "letters alone are no signature");
}

#[test]
fn gzip_is_read_and_a_gzip_bomb_is_not() {
    check(
        &gzipped(TEA.as_bytes()),
        expect![[r#"
        UTF-8 ','
        1 |货号|品名|数量|
        2 |A-1|西湖龙井|12|
        3 |A-2|茉莉, 一级|3|
    "#]],
    );
    let bomb = gzipped(&vec![b'0'; 100 << 20]);
    assert!(bomb.len() < 400_000, "a bomb is small: {}", bomb.len());
    let source = opened(&bomb);
    let refused = source.each_row(None, |_| std::ops::ControlFlow::Continue(()));
    assert!(matches!(refused, Err(Unreadable::ZipBomb)));
}
