//! 库龄: how old what lies in each place is. First in, first out, over the moves of one item.
//!
//! What comes in from outside is as old as the day of its move; what goes from one place of ours to
//! another takes its age along, so that a transfer makes nothing young.
//!
//! **Invariant:** the layers of a place add up to its on hand, after every move.

use crate::{Move, Place};
use std::collections::BTreeMap;
use values::{Day, Quantity, WarehouseId};

/// What one item has in each place of ours, by the day on which it came to us; and when something last
/// came and went there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    pub places: BTreeMap<WarehouseId, Lying>,
}

/// One place of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lying {
    /// By the day on which it came to us; none is zero.
    pub layers: BTreeMap<Day, Quantity>,
    /// The latest business day on which some came in.
    pub last_in: Option<Day>,
    /// The latest business day on which some went to a customer or was used up.
    pub last_out: Option<Day>,
}

impl Layers {
    /// The next move of the item, in the order of their numbers.
    pub fn follow(&mut self, it: &Move) {
        let is_used = matches!(it.to, Place::Customer | Place::Production);
        let moved = match it.from.key(it.item) {
            Some(key) => {
                let lying = self.places.entry(key.warehouse).or_default();
                if is_used {
                    lying.last_out = lying.last_out.max(Some(it.day));
                }
                take_oldest(&mut lying.layers, it.quantity)
            }
            None => vec![(it.day, it.quantity)],
        };
        if let Some(key) = it.to.key(it.item) {
            let lying = self.places.entry(key.warehouse).or_default();
            lying.last_in = lying.last_in.max(Some(it.day));
            for (day, quantity) in moved {
                let layer = lying.layers.entry(day).or_default();
                *layer = layer.plus(quantity);
            }
        }
    }
}

/// Takes `quantity` from the oldest layers. A place whose books are wrong gives what it has: it is for
/// others to find out.
fn take_oldest(layers: &mut BTreeMap<Day, Quantity>, quantity: Quantity) -> Vec<(Day, Quantity)> {
    let (mut left, mut taken) = (quantity, Vec::new());
    while left.is_positive() {
        let Some(mut oldest) = layers.first_entry() else { break };
        let part = left.min(*oldest.get());
        taken.push((*oldest.key(), part));
        left = left.minus(part);
        *oldest.get_mut() = oldest.get().minus(part);
        if oldest.get().is_zero() {
            oldest.remove();
        }
    }
    taken
}
