//! 价格: which price a line gets, by one stated precedence, and why.
//!
//! Of all rules that fit the buyer, the day, the item and the quantity, the first by: greater priority;
//! a customer's own list, then a level's, then a channel's; an item, then a category, then all items;
//! the higher quantity step; what started later; the newest list. Without any, the item's sale price.

use std::cmp::Reverse;
use values::{
    ChannelId, CustomerId, Day, DocumentId, ItemId, LineNo, Percent, Quantity, UnitPrice, round_div,
};

/// One line of a price list in force. What is blank does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceRule {
    pub list: DocumentId,
    pub line: LineNo,
    pub priority: i64,
    pub customer: Option<CustomerId>,
    pub level: Option<String>,
    pub channel: Option<ChannelId>,
    pub item: Option<ItemId>,
    pub category: Option<String>,
    /// From this quantity on, in stock units.
    pub from: Quantity,
    /// Per stock unit.
    pub price: Option<UnitPrice>,
    /// Of the item's sale price.
    pub percent: Option<Percent>,
    /// A lower price is warned of.
    pub floor: Option<UnitPrice>,
    pub starts: Option<Day>,
    /// The last day.
    pub ends: Option<Day>,
}

/// To whom something is sold, through which channel, when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Buyer {
    pub customer: Option<CustomerId>,
    pub level: Option<String>,
    pub channel: Option<ChannelId>,
    pub day: Day,
}

/// What is known of an item that matters to its price.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Priced {
    pub item: ItemId,
    pub category: Option<String>,
    pub sale_price: Option<UnitPrice>,
    /// Lower prices are warned of whatever the list.
    pub floor: Option<UnitPrice>,
}

/// A price found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    pub price: UnitPrice,
    /// `None` when it is the item's own sale price.
    pub rule: Option<&'a PriceRule>,
    /// The highest of the floors that hold.
    pub floor: Option<UnitPrice>,
}

/// Every rule that fits, the one that counts first.
pub fn fitting<'a>(
    rules: &'a [PriceRule],
    buyer: &Buyer,
    item: &Priced,
    quantity: Quantity,
) -> Vec<&'a PriceRule> {
    let fits = |it: &&PriceRule| {
        it.customer.is_none_or(|own| buyer.customer == Some(own))
            && it.level.as_ref().is_none_or(|own| buyer.level.as_ref() == Some(own))
            && it.channel.is_none_or(|own| buyer.channel == Some(own))
            && it.item.is_none_or(|own| own == item.item)
            && it.category.as_ref().is_none_or(|own| item.category.as_ref() == Some(own))
            && it.from <= quantity
            && it.starts.is_none_or(|day| day <= buyer.day)
            && it.ends.is_none_or(|day| buyer.day <= day)
            && it.price_for(item).is_some()
    };
    let mut found: Vec<&PriceRule> = rules.iter().filter(fits).collect();
    found.sort_by_key(|it| Reverse(it.rank()));
    found
}

/// What one unit costs this buyer who wants so many; `None` when nobody said.
pub fn find<'a>(
    rules: &'a [PriceRule],
    buyer: &Buyer,
    item: &Priced,
    quantity: Quantity,
) -> Option<Found<'a>> {
    let rule = fitting(rules, buyer, item, quantity).into_iter().next();
    let price = rule.map_or(item.sale_price, |it| it.price_for(item))?;
    let floor = rule.and_then(|it| it.floor).max(item.floor);
    Some(Found { price, rule, floor })
}

impl PriceRule {
    /// `None` when it is a part of a sale price that the item does not have.
    pub fn price_for(&self, item: &Priced) -> Option<UnitPrice> {
        match (self.price, self.percent) {
            (Some(price), _) => Some(price),
            (None, Some(percent)) => item.sale_price.map(|it| part_of(it, percent)),
            (None, None) => None,
        }
    }

    fn rank(&self) -> impl Ord + use<> {
        let who = (self.customer.is_some(), self.level.is_some(), self.channel.is_some());
        let what = (self.item.is_some(), self.category.is_some());
        (self.priority, who, what, self.from, self.starts, self.list, self.line)
    }
}

/// Rounded to a hundredth of a cent: goods sold by the thousand have such prices.
fn part_of(price: UnitPrice, percent: Percent) -> UnitPrice {
    const STEP: i128 = (UnitPrice::ONE_RAW / 10_000) as i128;
    let whole = i128::from(Percent::ONE_RAW) * 100;
    let steps = round_div(i128::from(price.raw()) * i128::from(percent.raw()), whole * STEP);
    UnitPrice::from_raw(i64::try_from(steps * STEP).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(text: &str) -> UnitPrice {
        text.parse().expect("a price")
    }

    fn rule(line: LineNo, price_is: &str) -> PriceRule {
        PriceRule { list: DocumentId(1), line, price: Some(price(price_is)), ..PriceRule::default() }
    }

    fn tea() -> Priced {
        let category = Some("drinks".to_owned());
        Priced { item: ItemId(7), category, sale_price: Some(price("25")), floor: None }
    }

    fn li() -> Buyer {
        let day = "2026-03-02".parse().expect("a day");
        Buyer {
            customer: Some(CustomerId(3)),
            level: Some("vip".to_owned()),
            channel: Some(ChannelId(5)),
            day,
        }
    }

    fn found(rules: &[PriceRule], quantity: i64) -> String {
        let found = find(rules, &li(), &tea(), Quantity::whole(quantity));
        found.map_or("none".to_owned(), |it| match it.rule {
            Some(rule) => format!("{} by line {}", it.price, rule.line),
            None => format!("{} of the item", it.price),
        })
    }

    #[test]
    fn each_step_of_the_precedence_beats_the_next() {
        let steps: Vec<PriceRule> = vec![
            rule(1, "1"),
            PriceRule { starts: Some(li().day), ..rule(2, "2") },
            PriceRule { from: Quantity::whole(2), ..rule(3, "3") },
            PriceRule { category: Some("drinks".to_owned()), ..rule(4, "4") },
            PriceRule { item: Some(ItemId(7)), ..rule(5, "5") },
            PriceRule { channel: Some(ChannelId(5)), ..rule(6, "6") },
            PriceRule { level: Some("vip".to_owned()), ..rule(7, "7") },
            PriceRule { customer: Some(CustomerId(3)), ..rule(8, "8") },
            PriceRule { priority: 1, ..rule(9, "9") },
        ];
        assert_eq!(found(&[], 5), "25 of the item");
        for known in 1..=steps.len() {
            assert_eq!(found(&steps[..known], 5), format!("{known} by line {known}"));
        }
    }

    #[test]
    fn what_does_not_fit_is_not_asked() {
        let others = [
            PriceRule { customer: Some(CustomerId(4)), ..rule(1, "1") },
            PriceRule { level: Some("gold".to_owned()), ..rule(2, "1") },
            PriceRule { channel: Some(ChannelId(6)), ..rule(3, "1") },
            PriceRule { item: Some(ItemId(8)), ..rule(4, "1") },
            PriceRule { category: Some("cups".to_owned()), ..rule(5, "1") },
            PriceRule { from: Quantity::whole(6), ..rule(6, "1") },
            PriceRule { starts: Some(li().day.plus_days(1)), ..rule(7, "1") },
            PriceRule { ends: Some(li().day.plus_days(-1)), ..rule(8, "1") },
        ];
        assert_eq!(found(&others, 5), "25 of the item");
        assert_eq!(found(&others, 6), "1 by line 6");
    }

    #[test]
    fn a_part_of_the_sale_price_is_rounded_to_a_hundredth_of_a_cent() {
        let part = |it: &str| PriceRule {
            percent: Some(it.parse().expect("a percentage")),
            price: None,
            ..rule(1, "0")
        };
        assert_eq!(found(&[part("85")], 1), "21.25 by line 1");
        assert_eq!(found(&[part("33.3333")], 1), "8.3333 by line 1");
        let unpriced = Priced { sale_price: None, ..tea() };
        assert_eq!(find(&[part("85")], &li(), &unpriced, Quantity::whole(1)), None);
    }

    #[test]
    fn the_higher_floor_holds() {
        let low = PriceRule { floor: Some(price("19")), ..rule(1, "22") };
        let item = Priced { floor: Some(price("20")), ..tea() };
        let found = find(std::slice::from_ref(&low), &li(), &item, Quantity::whole(1)).expect("a price");
        assert_eq!(found.floor, Some(price("20")));
    }
}
