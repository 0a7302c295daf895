//! Why a cell, a row or a whole file cannot be read, and what its owner can do about it.

use documents::Label;
use std::fmt;

/// A cell or row that is refused. Each says in both languages what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Required,
    NotANumber,
    OutOfRange,
    DecimalComma,
    PercentHere,
    UnitInAmount(String),
    NotADay,
    DayWithoutYear,
    MonthWithoutDay,
    AmbiguousDay,
    NoSuchDay,
    NotYesNo,
    /// Carries the choices there are.
    NotAChoice(String),
    PrecisionLost,
    ScientificNotation,
    TurnedIntoDay,
    ErrorValue,
    FormulaWithoutValue,
    CutOff,
    UnclosedQuote,
    WrongEncoding,
    RowTooLong,
    TooLong(u32),
}

impl Fault {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Required => "required",
            Fault::NotANumber => "not_a_number",
            Fault::OutOfRange => "out_of_range",
            Fault::DecimalComma => "decimal_comma",
            Fault::PercentHere => "percent_here",
            Fault::UnitInAmount(_) => "unit_in_amount",
            Fault::NotADay => "not_a_day",
            Fault::DayWithoutYear => "day_without_year",
            Fault::MonthWithoutDay => "month_without_day",
            Fault::AmbiguousDay => "ambiguous_day",
            Fault::NoSuchDay => "no_such_day",
            Fault::NotYesNo => "not_yes_no",
            Fault::NotAChoice(_) => "not_a_choice",
            Fault::PrecisionLost => "precision_lost",
            Fault::ScientificNotation => "scientific_notation",
            Fault::TurnedIntoDay => "turned_into_day",
            Fault::ErrorValue => "error_value",
            Fault::FormulaWithoutValue => "formula_without_value",
            Fault::CutOff => "cut_off",
            Fault::UnclosedQuote => "unclosed_quote",
            Fault::WrongEncoding => "wrong_encoding",
            Fault::RowTooLong => "row_too_long",
            Fault::TooLong(_) => "too_long",
        }
    }

    /// What is wrong and what to do.
    pub fn sentence(&self) -> Label {
        match self {
            Fault::UnitInAmount(unit) => Label::new(
                &format!("数字里带有单位“{unit}”：单位请写在单位列，这里只写数字"),
                &format!(
                    "the number carries the unit “{unit}”: put the unit in its own column and leave the number here"
                ),
            ),
            Fault::NotAChoice(choices) => Label::new(
                &format!("不在可选值之内，可填：{choices}"),
                &format!("not one of the choices: {choices}"),
            ),
            Fault::TooLong(most) => Label::new(
                &format!("超过 {most} 个字符，请缩短"),
                &format!("longer than {most} characters: shorten it"),
            ),
            fixed => {
                let (zh, en) = fixed.fixed_sentence();
                Label::new(zh, en)
            }
        }
    }

    fn fixed_sentence(&self) -> (&'static str, &'static str) {
        match self {
            Fault::Required => ("必填，请补上", "required: fill it in"),
            Fault::NotANumber => ("不是数字，请改成如 1234.5", "not a number: write it like 1234.5"),
            Fault::OutOfRange => (
                "数字太大，请检查是否填错列",
                "the number is too large: check that it is in the right column",
            ),
            Fault::DecimalComma => (
                "分不清逗号是千位还是小数点：请写成 1234.5",
                "the comma could mean thousands or decimals: write 1234.5",
            ),
            Fault::PercentHere => ("这里不是百分比，请去掉 %", "not a percentage: remove the %"),
            Fault::NotADay => ("不是日期，请写成 2024-03-05", "not a date: write it like 2024-03-05"),
            Fault::DayWithoutYear => {
                ("日期缺少年份，请写成 2024-03-05", "the date has no year: write it like 2024-03-05")
            }
            Fault::MonthWithoutDay => {
                ("只有年月没有日，请写成 2024-03-05", "a month without a day: write it like 2024-03-05")
            }
            Fault::AmbiguousDay => (
                "这一列里既有“日/月”又有“月/日”的写法，分不清：请写成 2024-03-05",
                "this column mixes day/month and month/day, so this one cannot be told: write it like 2024-03-05",
            ),
            Fault::NoSuchDay => ("日历上没有这一天，请改正", "the calendar has no such day: correct it"),
            Fault::NotYesNo => ("请填 是 或 否", "write yes or no"),
            Fault::PrecisionLost => (
                "超过 15 位的数字被 Excel 存成了数值，末尾数字已丢失：把该列设为“文本”后从原始资料重新粘贴",
                "Excel stored more than 15 digits as a number and lost the last ones: format the column as text and paste the original again",
            ),
            Fault::ScientificNotation => (
                "条码显示成了科学计数（如 6.9E+12），后面的数字已丢失：把该列设为“文本”后重新导出",
                "scientific notation (such as 6.9E+12) has lost digits: format the column as text and export again",
            ),
            Fault::TurnedIntoDay => (
                "编码被 Excel 自动变成了日期（如 3-5 变成 3月5日）：把该列设为“文本”后重新填写",
                "Excel turned this code into a date (3-5 became 5 March): format the column as text and type it again",
            ),
            Fault::ErrorValue => (
                "单元格是公式错误值，请改正公式或填上数值",
                "the cell holds a formula error: correct it or type the value",
            ),
            Fault::FormulaWithoutValue => (
                "公式没有存下计算结果：用 Excel 打开并保存一次，或“选择性粘贴”为数值",
                "the formula's result is not stored in the file: open and save it in Excel once, or paste as values",
            ),
            Fault::CutOff => (
                "文件在这一行中断，可能没有下载或复制完整：请重新取得文件",
                "the file ends in the middle of this row, probably an incomplete download or copy: get the file again",
            ),
            Fault::UnclosedQuote => (
                "引号没有配对，分不清这一行到哪里结束：请删去或补上引号",
                "a quotation mark is never closed: remove it or close it",
            ),
            Fault::WrongEncoding => (
                "有无法识别的文字，文件编码可能不对：请在导入设置中另选编码，或另存为 UTF-8",
                "some characters cannot be read: choose another encoding in the import settings or save the file as UTF-8",
            ),
            Fault::RowTooLong => (
                "这一行超过 1 MB 或 1,024 列，可能引号或分隔符不对：请检查这一行",
                "the row is longer than 1 MB or 1,024 columns, probably a wrong quote or separator: check this row",
            ),
            Fault::UnitInAmount(_) | Fault::NotAChoice(_) | Fault::TooLong(_) => {
                unreachable!("sentences with a parameter are written in `sentence`")
            }
        }
    }
}

/// A file that cannot be read as a table at all.
#[derive(Debug)]
pub enum Unreadable {
    Empty,
    /// Carries what it is: `PDF`, `Word`, …
    NotATable(&'static str),
    WebPage,
    OldXml,
    Password,
    /// Unpacks to far more than its size promises.
    ZipBomb,
    /// Carries the limit in MB.
    TooLarge(u64),
    /// Carries the limit in cells.
    TooManyCells(u64),
    NoSuchSheet(String),
    NoSuchEncoding(String),
    /// Carries what the reader said.
    Damaged(String),
    Io(std::io::Error),
}

impl Unreadable {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Unreadable::Empty => "file_empty",
            Unreadable::NotATable(_) => "not_a_table",
            Unreadable::WebPage => "web_page",
            Unreadable::OldXml => "old_xml",
            Unreadable::Password => "password_protected",
            Unreadable::ZipBomb => "zip_bomb",
            Unreadable::TooLarge(_) => "file_too_large",
            Unreadable::TooManyCells(_) => "too_many_cells",
            Unreadable::NoSuchSheet(_) => "no_such_sheet",
            Unreadable::NoSuchEncoding(_) => "no_such_encoding",
            Unreadable::Damaged(_) => "file_damaged",
            Unreadable::Io(_) => "file_unreadable",
        }
    }

    /// What is wrong and what to do.
    pub fn sentence(&self) -> Label {
        match self {
            Unreadable::Empty => {
                Label::new("文件是空的，请选择有内容的文件", "the file is empty: choose one with content")
            }
            Unreadable::NotATable(what) => Label::new(
                &format!("这是 {what} 文件，不是表格：请用 Excel 或 CSV 文件"),
                &format!("this is a {what} file, not a table: use an Excel or CSV file"),
            ),
            Unreadable::WebPage => Label::new(
                "这是网页内容，只是扩展名像表格：请用 Excel 打开后“另存为” .xlsx 再导入",
                "this is a web page with a spreadsheet's name: open it in Excel and save it as .xlsx",
            ),
            Unreadable::OldXml => Label::new(
                "这是 Excel 2003 的 XML 格式：请用 Excel 打开后“另存为” .xlsx 再导入",
                "this is Excel 2003 XML: open it in Excel and save it as .xlsx",
            ),
            Unreadable::Password => Label::new(
                "文件有密码：请在 Excel 里去掉密码后保存再导入",
                "the file has a password: remove it in Excel and save again",
            ),
            Unreadable::ZipBomb => Label::new(
                "压缩内容解开后大得不正常，已拒绝：请另存为 CSV 再导入",
                "the file unpacks to an abnormal size and was refused: save it as CSV",
            ),
            Unreadable::TooLarge(limit) => Label::new(
                &format!("内容超过 {limit} MB，请另存为 CSV 再导入（CSV 不限大小）"),
                &format!("more than {limit} MB of content: save it as CSV, which may be of any size"),
            ),
            Unreadable::TooManyCells(limit) => Label::new(
                &format!("工作表超过 {limit} 个单元格，请另存为 CSV 再导入"),
                &format!("more than {limit} cells: save the sheet as CSV"),
            ),
            Unreadable::NoSuchSheet(name) => {
                Label::new(&format!("没有名为“{name}”的工作表"), &format!("there is no sheet “{name}”"))
            }
            Unreadable::NoSuchEncoding(name) => Label::new(
                &format!("不认识编码“{name}”，可用 utf-8、gb18030、big5、utf-16le"),
                &format!("unknown encoding “{name}”: use utf-8, gb18030, big5 or utf-16le"),
            ),
            Unreadable::Damaged(reason) => Label::new(
                &format!("文件已损坏或不完整（{reason}）：请用 Excel 打开并另存，或重新下载"),
                &format!(
                    "the file is damaged or incomplete ({reason}): open it in Excel and save it again, or download it again"
                ),
            ),
            Unreadable::Io(reason) => {
                Label::new(&format!("文件读不出来：{reason}"), &format!("the file cannot be read: {reason}"))
            }
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence().en)
    }
}

impl std::error::Error for Unreadable {}

impl From<std::io::Error> for Unreadable {
    fn from(it: std::io::Error) -> Unreadable {
        Unreadable::Io(it)
    }
}
