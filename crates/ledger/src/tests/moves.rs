use super::clerk::check;
use crate::Place;

#[test]
fn a_transfer_in_two_steps_is_in_transit_in_between() {
    check(
        "
        receive tea @main 10 at 3
        send tea @main 4             -> cost 12
        balance tea @main            -> 6 on hand, 0 reserved, 0 held, 6 available
        balance tea @shop            -> 0 on hand, 0 reserved, 0 held, 0 available
        transit tea                  -> 4
        cost tea                     -> 10 on hand worth 30, each 3
        arrive tea @shop 3           -> cost 9
        arrive tea @shop 2           -> insufficient_stock item 1 in transit wanted 2 available 1
        arrive tea @shop 1           -> cost 3
        balance tea @shop            -> 4 on hand, 0 reserved, 0 held, 4 available
        cost tea                     -> 10 on hand worth 30, each 3
    ",
    );
}

#[test]
fn a_transfer_in_one_step_goes_from_shelf_to_shelf() {
    check(
        "
        receive tea @main 10 at 3
        transfer tea @main 4 to @shop -> cost 12
        transfer tea @main 4 to @main -> not_moved
        transfer tea @main 7 to @shop -> insufficient_stock tea @main wanted 7 available 6
        balance tea @shop             -> 4 on hand, 0 reserved, 0 held, 4 available
    ",
    );
}

#[test]
fn nothing_moves_that_is_not_something() {
    check(
        "
        receive tea @main 0 at 1           -> quantity_not_positive 0
        receive tea @main -3 at 1          -> quantity_not_positive -3
        receive tea @main 1000000000.1     -> quantity_too_large 1000000000.1, at most 1000000000
        receive tea @main 3 at -1          -> value_negative -3
        receive tea @main 3 at 0
        cost tea                           -> 3 on hand worth 0, each 0
    ",
    );
}

#[test]
fn a_late_entry_is_one_more_move() {
    check(
        "
        receive tea @main 10 at 2 on 2026-02-20
        order SO-1 tea @main 6            -> promised 6
        ship SO-1 6 on 2026-02-25         -> cost 12
        receive tea @main 4 at 4 on 2026-01-15
        cost tea                          -> 8 on hand worth 24, each 3
        receive tea @main 4 at 4 on 2026-03-02 -> day_in_future 2026-03-02, today is 2026-03-01
        scrap tea @main 1 on 2026-03-02        -> day_in_future 2026-03-02, today is 2026-03-01
        today 2026-03-02
        scrap tea @main 1 on 2026-03-02        -> cost 3
    ",
    );
}

#[test]
fn every_place_has_one_code() {
    for code in -7..=3 {
        match Place::from_code(code) {
            Some(place) => assert_eq!(place.code(), code),
            None => assert_eq!(code, 0),
        }
    }
    assert_eq!(Place::from_code(-8), None);
}

#[test]
fn what_is_lent_stays_ours_until_it_comes_back_or_is_given_up() {
    check(
        "
        receive tea @main 10 at 2.00
        lend tea @main 4             -> cost 8
        balance tea @main            -> 6 on hand, 0 reserved, 0 held, 6 available
        lent tea                     -> 4
        cost tea                     -> 10 on hand worth 20, each 2
        back tea @shop 3             -> cost 6
        back tea @shop 2             -> insufficient_stock item 1 on loan wanted 2 available 1
        lent tea                     -> 1
        balance tea @shop            -> 3 on hand, 0 reserved, 0 held, 3 available
        cost tea                     -> 10 on hand worth 20, each 2
    ",
    );
}

#[test]
fn every_shortage_is_said_at_once() {
    check(
        "
        receive tea @main 3 at 2.00
        receive oil @main 1 at 5.00
        need tea @main 3, oil @main 1
        need tea @main 2, tea @main 2, oil @main 9, pot @main 1 -> insufficient_stock tea @main wanted 4 available 3, oil @main wanted 9 available 1, pot @main wanted 1 available 0
    ",
    );
}
