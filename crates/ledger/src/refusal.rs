//! Why the ledger says no: business as usual, never a bug, with the numbers a person needs.

use crate::{BalanceKey, Bin, Lot, Place};
use std::fmt;
use values::{ClaimId, Day, ItemId, Money, Quantity};

/// One line that cannot have what it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortLine {
    /// The order line that wants it; `None` when nobody's promise is concerned.
    pub claim: Option<ClaimId>,
    pub key: BalanceKey,
    pub wanted: Quantity,
    /// What this line could have.
    pub available: Quantity,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Every line that is short, not only the first.
    InsufficientStock {
        lines: Vec<ShortLine>,
    },
    /// More is shipped than the order line still wants.
    MoreThanWanted {
        claim: ClaimId,
        quantity: Quantity,
        left: Quantity,
    },
    /// The order line has nothing open: never confirmed, cancelled or shipped whole.
    NoSuchClaim(ClaimId),
    /// The order line is open already and wants something else.
    ClaimExists {
        claim: ClaimId,
        wanted: Quantity,
    },
    /// The hold exists already with other content.
    HoldExists {
        hold: i64,
        quantity: Quantity,
    },
    /// The item's stock is in lots: say which.
    LotRequired {
        item: ItemId,
    },
    /// Nothing of this lot is there.
    UnknownLot {
        key: BalanceKey,
        lot: Lot,
    },
    /// The lot has too little that is not held.
    InsufficientLot {
        key: BalanceKey,
        lot: Lot,
        wanted: Quantity,
        available: Quantity,
    },
    /// The bin holds too little of the lot; or, with no bin, too little of it is still to be placed.
    InsufficientBin {
        key: BalanceKey,
        lot: Option<Lot>,
        bin: Option<Bin>,
        wanted: Quantity,
        available: Quantity,
    },
    /// Past its last good day: it may be scrapped or sent back, not sold or used.
    LotExpired {
        key: BalanceKey,
        lot: Lot,
        expiry: Day,
        today: Day,
    },
    /// A serial number is one piece.
    SerialNotOne {
        item: ItemId,
        lot: Lot,
        quantity: Quantity,
    },
    /// The serial number is on hand already, at this place.
    SerialAlreadyHere {
        key: BalanceKey,
        lot: Lot,
    },
    QuantityNotPositive {
        item: ItemId,
        quantity: Quantity,
    },
    QuantityTooLarge {
        item: ItemId,
        quantity: Quantity,
        most: Quantity,
    },
    ValueNegative {
        item: ItemId,
        value: Money,
    },
    ValueTooLarge {
        item: ItemId,
        most: Money,
    },
    /// From a place to the same place.
    NotMoved {
        item: ItemId,
        place: Place,
    },
    /// A move cannot have happened yet.
    DayInFuture {
        day: Day,
        today: Day,
    },
    CountNegative {
        key: BalanceKey,
        counted: Quantity,
    },
    /// More left after the count than it says was there.
    CountBelowMoves {
        key: BalanceKey,
        on_hand: Quantity,
        missing: Quantity,
    },
    /// What the count leaves is less than what is held. Release holds first.
    HoldsDoNotFit {
        key: BalanceKey,
        held: Quantity,
        left: Quantity,
    },
}

impl Refusal {
    /// The stable name of the refusal, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::InsufficientStock { .. } => "insufficient_stock",
            Refusal::MoreThanWanted { .. } => "more_than_wanted",
            Refusal::NoSuchClaim(_) => "no_such_claim",
            Refusal::ClaimExists { .. } => "claim_exists",
            Refusal::HoldExists { .. } => "hold_exists",
            Refusal::LotRequired { .. } => "lot_required",
            Refusal::UnknownLot { .. } => "unknown_lot",
            Refusal::InsufficientLot { .. } => "insufficient_lot",
            Refusal::InsufficientBin { .. } => "insufficient_bin",
            Refusal::LotExpired { .. } => "lot_expired",
            Refusal::SerialNotOne { .. } => "serial_not_one",
            Refusal::SerialAlreadyHere { .. } => "serial_already_here",
            Refusal::QuantityNotPositive { .. } => "quantity_not_positive",
            Refusal::QuantityTooLarge { .. } => "quantity_too_large",
            Refusal::ValueNegative { .. } => "value_negative",
            Refusal::ValueTooLarge { .. } => "value_too_large",
            Refusal::NotMoved { .. } => "not_moved",
            Refusal::DayInFuture { .. } => "day_in_future",
            Refusal::CountNegative { .. } => "count_negative",
            Refusal::CountBelowMoves { .. } => "count_below_moves",
            Refusal::HoldsDoNotFit { .. } => "holds_do_not_fit",
        }
    }

    /// One line that cannot have what it wants.
    pub(crate) fn short(
        claim: Option<ClaimId>,
        key: BalanceKey,
        wanted: Quantity,
        available: Quantity,
    ) -> Refusal {
        Refusal::InsufficientStock { lines: vec![ShortLine { claim, key, wanted, available }] }
    }
}

/// The code and the numbers, in one line for a log.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Refusal::InsufficientStock { lines } => lines.iter().enumerate().try_for_each(|(at, it)| {
                let comma = if at == 0 { "" } else { "," };
                write!(f, "{comma} {} wanted {} available {}", it.key, it.wanted, it.available)
            }),
            Refusal::MoreThanWanted { quantity, left, .. } => write!(f, " {quantity}, left {left}"),
            Refusal::NoSuchClaim(claim) => write!(f, " {claim}"),
            Refusal::ClaimExists { wanted, .. } => write!(f, " wanting {wanted}"),
            Refusal::HoldExists { quantity, .. } => write!(f, " on {quantity}"),
            Refusal::LotRequired { .. } => Ok(()),
            Refusal::UnknownLot { lot, .. } => write!(f, " {lot}"),
            Refusal::InsufficientLot { lot, wanted, available, .. } => {
                write!(f, " {lot} wanted {wanted} available {available}")
            }
            Refusal::InsufficientBin { wanted, available, .. } => {
                write!(f, " wanted {wanted} available {available}")
            }
            Refusal::LotExpired { lot, expiry, today, .. } => {
                write!(f, " {lot} on {expiry}, today is {today}")
            }
            Refusal::SerialNotOne { lot, quantity, .. } => write!(f, " {lot} × {quantity}"),
            Refusal::SerialAlreadyHere { lot, .. } => write!(f, " {lot}"),
            Refusal::QuantityNotPositive { quantity, .. } => write!(f, " {quantity}"),
            Refusal::QuantityTooLarge { quantity, most, .. } => write!(f, " {quantity}, at most {most}"),
            Refusal::ValueNegative { value, .. } => write!(f, " {value}"),
            Refusal::ValueTooLarge { most, .. } => write!(f, ", at most {most} more"),
            Refusal::NotMoved { .. } => Ok(()),
            Refusal::DayInFuture { day, today } => write!(f, " {day}, today is {today}"),
            Refusal::CountNegative { counted, .. } => write!(f, " {counted}"),
            Refusal::CountBelowMoves { on_hand, missing, .. } => {
                write!(f, " on hand now {on_hand}, missing {missing}")
            }
            Refusal::HoldsDoNotFit { held, left, .. } => write!(f, " held {held}, left {left}"),
        }
    }
}

impl std::error::Error for Refusal {}
