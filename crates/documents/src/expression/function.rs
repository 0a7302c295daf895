//! The closed list of functions.

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    And,
    Or,
    Not,
    If,
    Round,
    RoundUp,
    RoundDown,
    Abs,
    Min,
    Max,
    Sum,
    Count,
    Average,
    Int,
    Mod,
    Len,
    Left,
    Right,
    Mid,
    Trim,
    Upper,
    Lower,
    Concat,
    Contains,
    IsBlank,
    Today,
    Now,
    User,
    Date,
    Year,
    Month,
    Day,
    Days,
    Weekday,
    DateAdd,
    Coalesce,
    In,
}

const MANY: usize = 100;

/// Name, fewest and most arguments.
const ALL: [(Function, &str, usize, usize); 37] = [
    (Function::And, "AND", 1, MANY),
    (Function::Or, "OR", 1, MANY),
    (Function::Not, "NOT", 1, 1),
    (Function::If, "IF", 2, 3),
    (Function::Round, "ROUND", 1, 2),
    (Function::RoundUp, "ROUNDUP", 1, 2),
    (Function::RoundDown, "ROUNDDOWN", 1, 2),
    (Function::Abs, "ABS", 1, 1),
    (Function::Min, "MIN", 1, MANY),
    (Function::Max, "MAX", 1, MANY),
    (Function::Sum, "SUM", 1, MANY),
    (Function::Count, "COUNT", 1, MANY),
    (Function::Average, "AVERAGE", 1, MANY),
    (Function::Int, "INT", 1, 1),
    (Function::Mod, "MOD", 2, 2),
    (Function::Len, "LEN", 1, 1),
    (Function::Left, "LEFT", 2, 2),
    (Function::Right, "RIGHT", 2, 2),
    (Function::Mid, "MID", 3, 3),
    (Function::Trim, "TRIM", 1, 1),
    (Function::Upper, "UPPER", 1, 1),
    (Function::Lower, "LOWER", 1, 1),
    (Function::Concat, "CONCAT", 1, MANY),
    (Function::Contains, "CONTAINS", 2, 2),
    (Function::IsBlank, "ISBLANK", 1, 1),
    (Function::Today, "TODAY", 0, 0),
    (Function::Now, "NOW", 0, 0),
    (Function::User, "USER", 0, 0),
    (Function::Date, "DATE", 3, 3),
    (Function::Year, "YEAR", 1, 1),
    (Function::Month, "MONTH", 1, 1),
    (Function::Day, "DAY", 1, 1),
    (Function::Days, "DAYS", 2, 2),
    (Function::Weekday, "WEEKDAY", 1, 1),
    (Function::DateAdd, "DATEADD", 2, 2),
    (Function::Coalesce, "COALESCE", 1, MANY),
    (Function::In, "IN", 2, MANY),
];

impl Function {
    /// In any case: `sum` is `SUM`.
    pub fn from_name(name: &str) -> Option<Function> {
        let found = ALL.iter().find(|(_, it, _, _)| it.eq_ignore_ascii_case(name));
        found.map(|(function, ..)| *function)
    }

    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The fewest and the most arguments.
    pub fn arguments(self) -> (usize, usize) {
        let row = self.row();
        (row.2, row.3)
    }

    /// Goes over the lines when its only argument mentions a column.
    pub(crate) fn is_aggregate(self) -> bool {
        use Function::{And, Average, Count, Max, Min, Or, Sum};
        matches!(self, Sum | Count | Average | Min | Max | And | Or)
    }

    pub fn all() -> impl Iterator<Item = Function> {
        ALL.iter().map(|(function, ..)| *function)
    }

    fn row(self) -> &'static (Function, &'static str, usize, usize) {
        ALL.iter().find(|(it, ..)| *it == self).expect("every function has its row")
    }
}
