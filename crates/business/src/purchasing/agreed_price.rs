//! What an item costs with a supplier: more of it may cost less.

use values::{Quantity, UnitPrice};

/// As the terms of supply say it, per stock unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgreedPrice {
    pub price: Option<UnitPrice>,
    /// From so much at once on.
    pub breaks: Vec<(Quantity, UnitPrice)>,
}

impl AgreedPrice {
    /// By the highest step that `quantity` reaches; `None` when nobody said what so little costs.
    pub fn of(&self, quantity: Quantity) -> Option<UnitPrice> {
        let reached = self.breaks.iter().filter(|(from, _)| *from <= quantity);
        reached.max_by_key(|(from, _)| *from).map(|(_, price)| *price).or(self.price)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(text: &str) -> UnitPrice {
        text.parse().expect("a price")
    }

    #[test]
    fn more_of_it_costs_what_its_step_says() {
        let steps = [(Quantity::whole(500), price("8")), (Quantity::whole(100), price("9"))];
        let agreed = AgreedPrice { price: Some(price("10")), breaks: steps.to_vec() };
        let of = |quantity: i64| agreed.of(Quantity::whole(quantity)).map(|it| it.to_string());
        let told: Vec<Option<String>> = [1, 99, 100, 499, 500, 9_000].map(of).into_iter().collect();
        assert_eq!(told, ["10", "10", "9", "9", "8", "8"].map(|it| Some(it.to_owned())));
        let only_steps = AgreedPrice { price: None, ..agreed };
        assert_eq!(only_steps.of(Quantity::whole(99)), None);
    }
}
