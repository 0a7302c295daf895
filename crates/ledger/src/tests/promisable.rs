use crate::{Coming, Promisable};
use proptest::prelude::*;
use values::{ClaimId, Day, DocumentId, Quantity};

const TODAY: Day = Day::from_number(20_000);

fn pieces(count: i64) -> Quantity {
    Quantity::from_raw(count * 1_000_000)
}

fn coming(arrivals: &[(i32, i64)]) -> Vec<Coming> {
    let one = |&(days, count): &(i32, i64)| Coming { day: TODAY.plus_days(days), quantity: pieces(count) };
    arrivals.iter().map(one).collect()
}

/// `today 3, in 2 days 10`
fn told(it: &Promisable) -> String {
    let step = |(day, quantity): &(Day, Quantity)| match day.days_since(TODAY) {
        0 => format!("today {quantity}"),
        days => format!("in {days} days {quantity}"),
    };
    it.steps().iter().map(step).collect::<Vec<_>>().join(", ")
}

#[test]
fn what_is_there_and_what_comes() {
    let it = Promisable::new(TODAY, pieces(3), coming(&[(9, 5), (2, 7)]), Quantity::ZERO);
    assert_eq!(told(&it), "today 3, in 2 days 10, in 9 days 15");
    let days = [1, 3, 4, 10, 11, 16].map(|count| it.earliest(pieces(count)).map(|it| it.days_since(TODAY)));
    assert_eq!(days, [Some(0), Some(0), Some(2), Some(2), Some(9), None]);
}

#[test]
fn who_waits_already_comes_first() {
    let it = Promisable::new(TODAY, Quantity::ZERO, coming(&[(2, 7), (9, 5)]), pieces(8));
    assert_eq!(told(&it), "in 9 days 4");
    assert_eq!(it.on(TODAY.plus_days(8)), Quantity::ZERO);
}

#[test]
fn several_on_one_day_are_one_step_and_the_overdue_are_expected_today() {
    let it = Promisable::new(TODAY, Quantity::ZERO, coming(&[(2, 1), (-3, 4), (2, 2)]), Quantity::ZERO);
    assert_eq!(told(&it), "today 4, in 2 days 7");
}

/// What happens when each day's goods go to the queue in order, and the rest lies there.
fn day_by_day(
    available: i64,
    arrivals: &[(i32, i64)],
    queue: &[i64],
    until: i32,
) -> (Vec<Option<i32>>, Vec<i64>) {
    let (mut short, mut served) = (queue.to_vec(), vec![None; queue.len()]);
    let (mut free, mut left) = (available, Vec::new());
    for today in 0..=until {
        let arrive = arrivals.iter().filter(|it| it.0 == today || (today == 0 && it.0 < 0));
        free += arrive.map(|it| it.1).sum::<i64>();
        for (at, wanted) in short.iter_mut().enumerate() {
            let part = free.min(*wanted);
            (free, *wanted) = (free - part, *wanted - part);
            if *wanted > 0 {
                break;
            }
            served[at] = served[at].or(Some(today));
        }
        left.push(free);
    }
    (served, left)
}

proptest! {
    #[test]
    fn the_days_told_are_the_days_on_which_it_happens(
        available in 0_i64..20,
        arrivals in prop::collection::vec((-3_i32..12, 0_i64..20), 0..6),
        queue in prop::collection::vec(1_i64..15, 0..8),
    ) {
        let (served, left) = day_by_day(available, &arrivals, &queue, 12);
        let claim = |line: usize| ClaimId { document: DocumentId(1), line: line as u32 };
        let waiting: Vec<_> = queue.iter().enumerate().map(|(at, it)| (claim(at), pieces(*it))).collect();
        let all = Promisable::new(TODAY, pieces(available), coming(&arrivals), Quantity::ZERO);
        let told: Vec<_> = all.days_of(&waiting).iter().map(|it| it.1.map(|it| it.days_since(TODAY))).collect();
        prop_assert_eq!(told, served);

        let owed = pieces(queue.iter().sum());
        let rest = Promisable::new(TODAY, pieces(available), coming(&arrivals), owed);
        for (day, free) in (0..).zip(left) {
            prop_assert_eq!(rest.on(TODAY.plus_days(day)), pieces(free), "in {} days", day);
        }
    }

    #[test]
    fn the_earliest_day_is_the_first_that_has_enough(
        available in 0_i64..20,
        arrivals in prop::collection::vec((0_i32..12, 1_i64..20), 0..6),
        owed in 0_i64..30,
        wanted in 1_i64..40,
    ) {
        let it = Promisable::new(TODAY, pieces(available), coming(&arrivals), pieces(owed));
        let first = (0..=12).map(|day| TODAY.plus_days(day)).find(|day| it.on(*day) >= pieces(wanted));
        prop_assert_eq!(it.earliest(pieces(wanted)), first);
        prop_assert!(it.steps().is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1));
    }
}
