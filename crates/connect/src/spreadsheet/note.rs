//! Dirt that was understood: each kind is counted, so that people see what the import made of it.

use documents::Label;

macro_rules! notes {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $zh:literal, $en:literal;)*) => {
        /// One kind of dirt that was read all the same.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Note { $($(#[$doc])* $name),* }

        impl Note {
            pub const ALL: &'static [Note] = &[$(Note::$name),*];

            /// Stable, for programs.
            pub fn code(self) -> &'static str {
                match self { $(Note::$name => $code),* }
            }

            /// What was done.
            pub fn label(self) -> Label {
                match self { $(Note::$name => Label::new($zh, $en)),* }
            }
        }
    };
}

notes! {
    Invisible, "invisible_characters", "去掉了看不见的字符或全角空格", "invisible characters removed";
    FullWidth, "full_width", "全角数字和字母改成半角", "full-width digits made plain";
    Thousands, "thousands_separator", "去掉了千位分隔符", "thousands separators removed";
    Currency, "currency_sign", "去掉了货币符号", "currency signs removed";
    TenThousand, "ten_thousand", "“万”“亿”等换算成数字", "万, 亿 and the like multiplied out";
    TrailingMinus, "trailing_minus", "负号在后面，按负数读", "a minus sign behind the number read as negative";
    Parentheses, "parentheses", "括号里的数按负数读", "a number in parentheses read as negative";
    Rounded, "rounded", "多余的小数位已四舍五入", "surplus decimals rounded";
    Scientific, "scientific_notation_read", "科学计数法已还原", "scientific notation written out";
    PercentSign, "percent_sign", "去掉了百分号", "percent signs removed";
    PercentFraction, "percent_fraction", "小数按百分比读（0.12 读作 12%）", "fractions read as percent (0.12 as 12%)";
    UnitSplit, "unit_split", "数字后面的单位已分开", "units behind numbers split off";
    DashEmpty, "dash_means_empty", "“-”“无”“N/A”等按空白读", "dashes, N/A and the like read as empty";
    TextDay, "text_day", "文字写的日期已识别", "dates written as text understood";
    SerialDay, "serial_day", "Excel 日期序号已换成日期", "Excel serial numbers read as dates";
    DayOrderChosen, "day_order_chosen", "按整列判断了日、月的先后", "day and month order decided from the whole column";
    DayOrderAssumed, "day_order_assumed", "日、月先后看不出来，按“月/日/年”读，可在设置中更改", "day and month could not be told apart and were read as month/day/year; changeable in the settings";
    ShortYear, "short_year", "两位数的年份已补全", "two-digit years completed";
    Apostrophe, "apostrophe", "去掉了开头的撇号", "leading apostrophes removed";
    PointZero, "point_zero", "编码末尾的“.0”已去掉", "a “.0” behind codes removed";
    NumberAsCode, "number_as_code", "编码在表格里是数字，按文字读", "codes stored as numbers read as text";
    CheckDigit, "check_digit", "条码校验位不对，请核对", "barcodes with a wrong check digit; please check them";
    BlankRow, "blank_rows", "跳过空行", "blank rows skipped";
    TotalsRow, "totals_rows", "跳过合计行", "totals rows skipped";
    FooterRow, "footer_rows", "跳过表尾说明行", "footer rows skipped";
    RepeatedHeader, "repeated_headers", "跳过重复的表头", "repeated headers skipped";
}

/// A set of notes on one value, cheap enough to carry for every cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes(u64);

impl Notes {
    pub const NONE: Notes = Notes(0);

    pub fn add(&mut self, note: Note) {
        self.0 |= 1 << note as u64;
    }

    pub fn has(self, note: Note) -> bool {
        self.0 & (1 << note as u64) != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub fn and(self, other: Notes) -> Notes {
        Notes(self.0 | other.0)
    }

    pub fn iter(self) -> impl Iterator<Item = Note> {
        Note::ALL.iter().copied().filter(move |note| self.has(*note))
    }
}
