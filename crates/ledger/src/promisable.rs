//! 可承诺: what a new claim can be promised, and by which day. Earlier promises come first.

use values::{ClaimId, Day, Quantity};

/// Stock that is expected: it can be promised for this day and later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    pub day: Day,
    pub quantity: Quantity,
}

/// How much there will be by each day, for whoever asks after those who wait already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promisable {
    /// Days and quantities both grow strictly; nothing before the first.
    steps: Vec<(Day, Quantity)>,
}

impl Promisable {
    /// Available today, plus arrivals by the day, less what is still owed to earlier claims. What
    /// was expected before today is expected today.
    pub fn new(
        today: Day,
        available: Quantity,
        coming: impl IntoIterator<Item = Coming>,
        owed: Quantity,
    ) -> Promisable {
        let mut coming: Vec<Coming> = coming.into_iter().filter(|it| it.quantity.is_positive()).collect();
        coming.sort_by_key(|it| it.day);
        let now = Coming { day: today, quantity: available.max(Quantity::ZERO) };
        let (mut all, mut steps) = (Quantity::ZERO, Vec::<(Day, Quantity)>::new());
        for it in std::iter::once(now).chain(coming) {
            all = all.plus(it.quantity);
            let (day, free) = (it.day.max(today), all.minus(owed));
            match steps.last_mut() {
                _ if !free.is_positive() => {}
                Some(last) if last.0 == day || last.1 == free => last.1 = free,
                _ => steps.push((day, free)),
            }
        }
        Promisable { steps }
    }

    /// 可承诺(日): what can be promised for that day.
    pub fn on(&self, day: Day) -> Quantity {
        let until = self.steps.iter().take_while(|it| it.0 <= day);
        until.last().map_or(Quantity::ZERO, |it| it.1)
    }

    /// The first day for which all of `quantity` can be promised; `None` when nobody knows.
    pub fn earliest(&self, quantity: Quantity) -> Option<Day> {
        self.steps.iter().find(|it| it.1 >= quantity).map(|it| it.0)
    }

    /// The days on which it grows, each with what can be promised from then on.
    pub fn steps(&self) -> &[(Day, Quantity)] {
        &self.steps
    }

    /// The day on which each of those who wait gets all it is short of, when they are served in this
    /// order; `None` when nobody knows.
    pub fn days_of(&self, queue: &[(ClaimId, Quantity)]) -> Vec<(ClaimId, Option<Day>)> {
        let mut owed = Quantity::ZERO;
        let day = |&(claim, short): &(ClaimId, Quantity)| {
            owed = owed.plus(short);
            (claim, self.earliest(owed))
        };
        queue.iter().map(day).collect()
    }
}
