//! The closed list of functions, and what each takes and gives.

use super::Type;
use super::table::TABLE;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    And,
    Or,
    Not,
    Xor,
    If,
    Ifs,
    Switch,
    True,
    False,
    Coalesce,
    IsBlank,
    In,
    Concat,
    Join,
    TextJoin,
    Split,
    Union,
    Len,
    Left,
    Right,
    Mid,
    Find,
    Search,
    Contains,
    StartsWith,
    EndsWith,
    Exact,
    Replace,
    Substitute,
    Rept,
    Trim,
    Upper,
    Lower,
    Char,
    Code,
    Text,
    Value,
    Fixed,
    RmbCap,
    Sum,
    Product,
    Average,
    Count,
    CountBlank,
    CountDistinct,
    Min,
    Max,
    Large,
    Small,
    Median,
    Rank,
    CountIf,
    CountIfs,
    SumIf,
    SumIfs,
    AverageIf,
    SumProduct,
    Abs,
    Sign,
    Int,
    Trunc,
    Mod,
    Quotient,
    Round,
    RoundUp,
    RoundDown,
    MRound,
    Ceiling,
    Floor,
    Sqrt,
    Power,
    Exp,
    Ln,
    Log,
    Pi,
    Sin,
    Cos,
    Tan,
    Cot,
    Radians,
    Degrees,
    Today,
    Now,
    Date,
    DateValue,
    ToDate,
    Year,
    Quarter,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Weekday,
    WeekNum,
    IsoWeekNum,
    Days,
    Days360,
    DateAdd,
    EDate,
    EoMonth,
    DateDif,
    NetWorkdays,
    Workday,
    Timestamp,
    Index,
    First,
    Last,
    Match,
    User,
}

/// Where a function is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    Logic,
    Text,
    Number,
    Date,
    List,
}

/// One function, or another name of one.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Row {
    pub name: &'static str,
    #[serde(skip)]
    pub function: Function,
    /// Kinds of its arguments, see [`expected`]: `n n?` is a number and perhaps another, `(b x)*` any
    /// number of pairs.
    pub arguments: &'static str,
    pub returns: &'static str,
    /// Otherwise it is blank as soon as one of its arguments is.
    #[serde(skip)]
    pub keeps_blanks: bool,
    pub group: Group,
    pub zh: &'static str,
    pub en: &'static str,
    /// Expressions and what they give, with its type, as the golden files write it.
    pub examples: &'static [(&'static str, &'static str)],
}

const MANY: usize = 100;

impl Function {
    /// In any case: `sum` is `SUM`.
    pub fn from_name(name: &str) -> Option<Function> {
        TABLE.iter().find(|it| it.name.eq_ignore_ascii_case(name)).map(|it| it.function)
    }

    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The fewest and the most arguments.
    pub fn arguments(self) -> (usize, usize) {
        let shape = Shape::of(self.row().arguments);
        let fewest = shape.first.iter().filter(|it| !it.optional).count() + shape.repeated.len();
        let most = if shape.repeated.is_empty() { shape.first.len() } else { MANY };
        (fewest, most)
    }

    /// Goes over the lines when its only argument mentions a column.
    pub(crate) fn is_aggregate(self) -> bool {
        use Function::{And, Average, Count, Max, Median, Min, Or, Product, Sum};
        matches!(self, Sum | Count | Average | Min | Max | And | Or | Product | Median)
    }

    pub(crate) fn keeps_blanks(self) -> bool {
        self.row().keeps_blanks
    }

    pub fn all() -> impl Iterator<Item = Function> {
        let first = |(at, row): &(usize, &Row)| !TABLE[..*at].iter().any(|it| it.function == row.function);
        TABLE.iter().enumerate().filter(first).map(|(_, row)| row.function)
    }

    /// Every name of every function, as it is explained.
    pub fn table() -> &'static [Row] {
        TABLE
    }

    fn row(self) -> &'static Row {
        TABLE.iter().find(|it| it.function == self).expect("every function has its row")
    }

    /// What stands at each place of a call with `count` arguments; fewer letters when there are too many.
    pub(crate) fn letters(self, count: usize) -> Vec<char> {
        let Shape { first, repeated, last } = Shape::of(self.row().arguments);
        let mut letters: Vec<char> = first.iter().take(count).map(|it| it.letter).collect();
        if repeated.is_empty() {
            return letters;
        }
        while letters.len() + repeated.len() <= count {
            letters.extend(&repeated);
        }
        // Half a group is its optional end, or one too few: the letters tell which type it must have.
        letters.extend(last.filter(|_| letters.len() < count));
        letters
    }

    /// What it gives, or which argument does not fit. `types` are those of the arguments, of a column
    /// that of its values.
    pub(crate) fn returned(self, types: &[&Type]) -> Result<Type, Wrong> {
        let letters = self.letters(types.len());
        if letters.len() < types.len() {
            return Err(Wrong {
                found: types[letters.len()].clone(),
                expected: "condition, value".to_owned(),
            });
        }
        let mut known = Known::default();
        for (letter, found) in letters.into_iter().zip(types) {
            known.take(letter, found)?;
        }
        Ok(match self.row().returns {
            "x" | "o" => known.value(),
            "X" => Type::List(Box::new(known.value())),
            "T" => Type::List(Box::new(Type::Text)),
            "n" => Type::Number,
            "t" => Type::Text,
            "b" => Type::YesNo,
            "d" => Type::Date,
            "m" => Type::DateTime,
            _ => Type::Reference("member".to_owned()),
        })
    }
}

/// An argument of another type than the function takes.
pub(crate) struct Wrong {
    pub(crate) found: Type,
    pub(crate) expected: String,
}

/// The types that letters stand for in one call.
#[derive(Default)]
struct Known {
    x: Option<Type>,
    y: Option<Type>,
}

impl Known {
    fn value(self) -> Type {
        self.x.unwrap_or(Type::Blank)
    }

    /// `n` number, `t` text, `b` yes or no, `d` day, `m` moment, `w` day or moment, `c` what a condition
    /// compares with, `x` `y` any but the same each time, `o` the same as `x` and with an order. Capitals
    /// take a list or column of it: `A` of anything, `J` of what can be joined, `L` the same.
    fn take(&mut self, letter: char, found: &Type) -> Result<(), Wrong> {
        let is_list = letter.is_ascii_uppercase();
        let one = match found {
            Type::List(of) if is_list => of,
            other => other,
        };
        let wrong = |expected: &str| {
            let list = if is_list { "list of " } else { "" };
            Err(Wrong { found: found.clone(), expected: format!("{list}{expected}") })
        };
        let fits = match letter.to_ascii_lowercase() {
            'n' => (Type::Number, "number"),
            't' => (Type::Text, "text"),
            'b' => (Type::YesNo, "yes_no"),
            'd' => (Type::Date, "date"),
            'm' => (Type::DateTime, "date_time"),
            'w' => match one {
                Type::Blank | Type::Date | Type::DateTime => return Ok(()),
                _ => return wrong("date"),
            },
            'c' | 'l' => match one {
                Type::List(_) | Type::Reference(_) => return wrong("number or text"),
                _ => return Ok(()),
            },
            'j' => match one {
                Type::Reference(_) | Type::List(_) => return wrong("text"),
                _ => return Ok(()),
            },
            'a' => return Ok(()),
            'y' => return Known::common(&mut self.y, one),
            'o' => {
                if matches!(one, Type::Blank | Type::Number | Type::Date | Type::DateTime) {
                    return Known::common(&mut self.x, one);
                }
                return wrong("number");
            }
            _ => return Known::common(&mut self.x, one),
        };
        if *one == Type::Blank || *one == fits.0 { Ok(()) } else { wrong(fits.1) }
    }

    fn common(known: &mut Option<Type>, found: &Type) -> Result<(), Wrong> {
        let before = known.take().unwrap_or(Type::Blank);
        match before.with(found) {
            Some(both) => {
                *known = Some(both);
                Ok(())
            }
            None => Err(Wrong { found: found.clone(), expected: before.to_string() }),
        }
    }
}

struct Place {
    letter: char,
    optional: bool,
}

/// `t b (J)*` read: what stands first, what is repeated, and what may stand at the end.
struct Shape {
    first: Vec<Place>,
    repeated: Vec<char>,
    last: Option<char>,
}

impl Shape {
    fn of(text: &str) -> Shape {
        let (before, rest) = text.split_once('(').unwrap_or((text, ""));
        let (group, after) = rest.split_once(")*").unwrap_or((rest, ""));
        let place = |it: &str| Some(Place { letter: it.chars().next()?, optional: it.ends_with('?') });
        Shape {
            first: before.split_whitespace().filter_map(place).collect(),
            repeated: group.split_whitespace().filter_map(|it| it.chars().next()).collect(),
            last: after.trim().chars().next(),
        }
    }
}
