//! What is tried. A paper is known by the number of the step that made it, so that a story from which
//! steps were removed can be told again.

/// The number of a step in its story.
pub(crate) type Nth = u32;
pub(crate) type Item = u8;
/// A warehouse; [`TRANSIT`] is on the way between two, [`LOAN`] with who borrowed it.
pub(crate) type Place = u8;

pub(crate) const ITEMS: u8 = 8;
pub(crate) const WAREHOUSES: u8 = 2;
pub(crate) const TRANSIT: Place = WAREHOUSES;
pub(crate) const LOAN: Place = WAREHOUSES + 1;
/// People walk in this order.
pub(crate) type Bin = u8;
/// In which warehouse each bin is.
pub(crate) const BINS: [Place; 3] = [0, 0, 1];
pub(crate) const CHANNELS: u8 = 2;
/// The first is a VIP.
pub(crate) const CUSTOMERS: u8 = 2;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// 0 in a line that is new.
    pub(crate) number: u32,
    pub(crate) item: Item,
    pub(crate) quantity: i64,
    pub(crate) at: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) item: Item,
    pub(crate) channel: u8,
    pub(crate) protected: i64,
    pub(crate) share: Option<i64>,
    pub(crate) buffer: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) customer: u8,
    pub(crate) channel: Option<u8>,
    pub(crate) lines: Vec<Line>,
    pub(crate) whole: bool,
    /// Days from the beginning.
    pub(crate) due: Option<i64>,
    /// Microseconds.
    pub(crate) hold_until: Option<i64>,
}

/// How much of an item.
pub(crate) type Goods = Vec<(Item, i64)>;

/// How much of an item, and of which line of its order when the paper says so.
pub(crate) type Parts = Vec<(Item, i64, Option<u32>)>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Paper {
    Order(Order),
    /// `at` leaves out what is shipped from elsewhere; on `day`, counted from 1970.
    Shipment {
        of: Nth,
        at: Option<Place>,
        parts: Parts,
        day: i64,
    },
    Purchase {
        to: Place,
        goods: Goods,
        price: i64,
    },
    Receipt {
        of: Nth,
        at: Place,
        goods: Goods,
        day: i64,
    },
    Opening {
        at: Place,
        goods: Goods,
        cost: i64,
        day: i64,
    },
    Adjustment {
        at: Place,
        scrap: bool,
        goods: Goods,
    },
    /// Counted at `moment`, in microseconds.
    Count {
        at: Place,
        goods: Goods,
        moment: i64,
    },
    Hold {
        at: Place,
        goods: Goods,
        until: Option<i64>,
    },
    Return(Return),
    Rules {
        at: Place,
        rules: Vec<Rule>,
    },
    Transfer {
        from: Place,
        to: Place,
        goods: Goods,
    },
    BinMove {
        at: Place,
        lines: Vec<Carried>,
    },
    Loan {
        at: Place,
        goods: Goods,
    },
    LoanReturn {
        of: Nth,
        at: Place,
        goods: Goods,
        outcome: &'static str,
    },
}

/// Some of an item, out of a bin and into another; `None` is no bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Carried {
    pub(crate) item: Item,
    pub(crate) quantity: i64,
    pub(crate) from: Option<Bin>,
    pub(crate) to: Option<Bin>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Return {
    pub(crate) of: Nth,
    pub(crate) at: Place,
    pub(crate) parts: Parts,
    pub(crate) damaged: bool,
    pub(crate) day: i64,
}

impl Paper {
    pub(crate) fn document_type(&self) -> &'static str {
        match self {
            Paper::Order(_) => "sales_order",
            Paper::Shipment { .. } => "shipment",
            Paper::Purchase { .. } => "purchase_order",
            Paper::Receipt { .. } => "receipt",
            Paper::Opening { .. } => "opening_stock",
            Paper::Adjustment { .. } => "adjustment",
            Paper::Count { .. } => "stock_count",
            Paper::Hold { .. } => "stock_hold",
            Paper::Return(_) => "sales_return",
            Paper::Rules { .. } => "channel_stock",
            Paper::Transfer { .. } => "transfer",
            Paper::BinMove { .. } => "bin_move",
            Paper::Loan { .. } => "loan",
            Paper::LoanReturn { .. } => "loan_return",
        }
    }

    /// The order that the paper fulfils, or takes back from.
    pub(crate) fn source(&self) -> Option<Nth> {
        match self {
            Paper::Shipment { of, .. } | Paper::Receipt { of, .. } | Paper::LoanReturn { of, .. } => {
                Some(*of)
            }
            Paper::Return(it) => Some(it.of),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Make {
        paper: Paper,
        transition: Option<&'static str>,
    },
    /// What the program drafts for this order, confirmed.
    PushDown {
        of: Nth,
    },
    /// `stale`: by somebody who saw an older version.
    Move {
        of: Nth,
        transition: &'static str,
        stale: bool,
    },
    Amend {
        of: Nth,
        lines: Vec<Line>,
    },
    /// Everything promised there is dealt anew, with an order before all others.
    Reallocate {
        item: Item,
        at: Place,
        favoured: Option<Nth>,
    },
    /// The request of that step again, with its key; `altered`: another request with it.
    Repeat {
        of: Nth,
        altered: bool,
    },
    /// What time does by itself.
    Sweep,
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) nth: Nth,
    /// Microseconds. No two steps have the same.
    pub(crate) now: i64,
    pub(crate) act: Act,
}

/// What goes wrong around a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    None,
    /// A statement on this table fails, in the middle of whatever writes there.
    FailingTable(&'static str),
    /// Nobody hears the answers, the program is started again, and everybody asks again.
    AnswersLost,
    /// The machine dies while it commits: a seeded part of the log reached the disk.
    PowerCut(u64),
}

/// Steps that are asked for at once.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) steps: Vec<Step>,
    pub(crate) trouble: Trouble,
}
