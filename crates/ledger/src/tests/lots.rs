use super::clerk::check;

#[test]
fn first_expired_goes_first() {
    check(
        "
        item milk lot
        receive milk @main 5 at 1 lot C
        receive milk @main 5 at 1 lot B until 2026-03-20
        receive milk @main 5 at 1 lot A until 2026-04-20
        receive milk @main 5 at 1 lot D until 2026-03-05
        pick milk @main 3            -> 3 of D
        pick milk @main 17           -> 5 of D, 5 of B, 5 of A, 2 of C
        pick milk @main 21           -> 5 of D, 5 of B, 5 of A, 5 of C, 1 of no lot
        today 2026-03-06
        pick milk @main 6            -> 5 of B, 1 of A
    ",
    );
}

#[test]
fn what_is_expired_is_not_sold_but_can_be_scrapped() {
    check(
        "
        item milk lot
        receive milk @main 5 at 1 lot A until 2026-03-05
        order SO-1 milk @main 5      -> promised 5
        today 2026-03-05
        ship SO-1 1 lot A            -> cost 1
        today 2026-03-06
        ship SO-1 1 lot A            -> lot_expired A on 2026-03-05, today is 2026-03-06
        cancel SO-1                  -> released 4
        use milk @main 1 lot A       -> lot_expired A on 2026-03-05, today is 2026-03-06
        transfer milk @main 1 lot A to @shop -> cost 1
        scrap milk @shop 1 lot A     -> cost 1
        scrap milk @main 3 lot A     -> cost 3
    ",
    );
}

#[test]
fn a_tracked_item_says_its_lot() {
    check(
        "
        item milk lot
        receive milk @main 5 at 1        -> lot_required
        receive milk @main 5 at 1 lot A
        order SO-1 milk @main 5          -> promised 5
        ship SO-1 2                      -> lot_required
        ship SO-1 2 lot B                -> unknown_lot B
        ship SO-1 2 lot A                -> cost 2
        return milk @main 1              -> lot_required
        return milk @main 1 lot A        -> cost 1
        scrap milk @main 9 lot A         -> insufficient_stock milk @main wanted 9 available 1
    ",
    );
}

#[test]
fn a_lot_takes_its_expiry_along() {
    check(
        "
        item milk lot
        receive milk @main 5 at 1 lot A until 2026-03-05
        receive milk @shop 5 at 1 lot B until 2026-03-09
        send milk @main 3 lot A          -> cost 3
        arrive milk @shop 3 lot B        -> unknown_lot B
        arrive milk @shop 3 lot A        -> cost 3
        pick milk @shop 4                -> 3 of A, 1 of B
    ",
    );
}

#[test]
fn stock_from_before_the_item_was_tracked_can_still_leave() {
    check(
        "
        receive milk @main 5 at 1
        item milk lot
        receive milk @main 5 at 1 lot A
        pick milk @main 8                -> 5 of A, 3 of no lot
        transfer milk @main 2 to @shop   -> cost 2
        scrap milk @main 4               -> lot_required
        scrap milk @main 3               -> cost 3
        scrap milk @main 1               -> lot_required
        scrap milk @main 1 lot A         -> cost 1
    ",
    );
}

#[test]
fn a_lot_may_be_given_for_an_item_that_need_not_say_it() {
    check(
        "
        receive nuts @main 5 at 1
        receive nuts @main 5 at 1 lot A until 2026-03-05
        pick nuts @main 7                -> 5 of A, 2 of no lot
        order SO-1 nuts @main 8          -> promised 8
        ship SO-1 6                      -> lot_required
        ship SO-1 5                      -> cost 5
        ship SO-1 3 lot A                -> cost 3
        count nuts @main 2               -> expected 2, difference 0
    ",
    );
}

#[test]
fn a_serial_number_is_one_piece_at_one_place_at_a_time() {
    check(
        "
        item phone serial
        receive phone @main 2 at 900 lot S1 -> serial_not_one S1 × 2
        receive phone @main 1 at 900 lot S1
        receive phone @main 1 at 900 lot S1 -> serial_already_here S1
        receive phone @shop 1 at 900 lot S1 -> serial_already_here S1
        receive phone @shop 1 at 700 lot S2
        send phone @main 1 lot S1        -> cost 800
        receive phone @main 1 lot S1     -> serial_already_here S1
        arrive phone @shop 1 lot S1      -> cost 800
        order SO-1 phone @shop 2         -> promised 2
        ship SO-1 2 lot S1               -> serial_not_one S1 × 2
        ship SO-1 1 lot S1               -> cost 800
        ship SO-1 1 lot S1               -> unknown_lot S1
        ship SO-1 1 lot S2               -> cost 800
        return phone @main 1 lot S1      -> cost 0
    ",
    );
}
