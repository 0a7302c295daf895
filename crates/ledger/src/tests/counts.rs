use super::clerk::check;

#[test]
fn a_count_corrects_what_is_on_hand() {
    check(
        "
        receive tea @main 10 at 2
        count tea @main 10           -> expected 10, difference 0
        count tea @main 8            -> expected 10, difference -2
        cost tea                     -> 8 on hand worth 16, each 2
        count tea @main 11           -> expected 8, difference 3
        cost tea                     -> 11 on hand worth 22, each 2
        count tea @main 0            -> expected 11, difference -11
        cost tea                     -> 0 on hand worth 0, each nothing
        count tea @main 1            -> expected 0, difference 1
        cost tea                     -> 1 on hand worth 0, each 0
        count tea @main -1           -> count_negative -1
    ",
    );
}

#[test]
fn nobody_freezes_what_moves_after_the_moment_applies_on_top() {
    check(
        "
        receive tea @main 10 at 1
        order SO-1 tea @main 3       -> promised 3
        look at tea @main
        ship SO-1 3                  -> cost 3
        receive tea @main 5 at 1
        count tea @main 9            -> expected 10, difference -1
        balance tea @main            -> 11 on hand, 0 reserved, 0 held, 11 available
    ",
    );
}

#[test]
fn the_same_count_again_finds_no_difference() {
    check(
        "
        receive tea @main 10 at 1
        look at tea @main
        receive tea @main 5 at 1
        count tea @main 9            -> expected 10, difference -1
        balance tea @main            -> 14 on hand, 0 reserved, 0 held, 14 available
        look at tea @main
        count tea @main 14           -> expected 14, difference 0
    ",
    );
}

#[test]
fn a_count_that_finds_too_little_takes_back_the_youngest_promises() {
    check(
        "
        receive tea @main 10 at 1
        order SO-1 tea @main 4       -> promised 4
        order SO-2 tea @main 3       -> promised 3
        order SO-3 tea @main 2       -> promised 2
        count tea @main 9            -> expected 10, difference -1
        count tea @main 6            -> expected 9, difference -3, SO-3 loses 2, SO-2 loses 1
        balance tea @main            -> 6 on hand, 6 reserved, 0 held, 0 available
        claim SO-3                   -> wants 2, promised 0
        claim SO-2                   -> wants 3, promised 2
        claim SO-1                   -> wants 4, promised 4
        receive tea @main 2 at 1
        promise SO-2                 -> promised 3
    ",
    );
}

#[test]
fn a_count_does_not_override_holds() {
    check(
        "
        receive tea @main 10 at 1
        order SO-1 tea @main 5       -> promised 5
        hold QC-1 tea @main 4
        count tea @main 3            -> holds_do_not_fit held 4, left 3
        claim SO-1                   -> wants 5, promised 5
        count tea @main 4            -> expected 10, difference -6, SO-1 loses 5
        balance tea @main            -> 4 on hand, 0 reserved, 4 held, 0 available
        release QC-1                 -> released 4
        count tea @main 3            -> expected 4, difference -1
    ",
    );
}

#[test]
fn a_count_that_what_left_since_contradicts_is_refused() {
    check(
        "
        receive tea @main 10 at 1
        look at tea @main
        scrap tea @main 8            -> cost 8
        count tea @main 7            -> count_below_moves on hand now 2, missing 3
        count tea @main 8            -> expected 10, difference -2
        balance tea @main            -> 0 on hand, 0 reserved, 0 held, 0 available
    ",
    );
}

#[test]
fn lots_are_counted_one_by_one() {
    check(
        "
        item milk lot
        receive milk @main 5 at 1 lot A
        receive milk @main 5 at 1 lot B
        hold QC-1 milk @main 2 lot B
        count milk @main 10          -> expected 10, difference 0
        count milk @main 9           -> lot_required
        count milk @main 11          -> lot_required
        count milk @main 4 lot A     -> expected 5, difference -1
        count milk @main 1 lot B     -> holds_do_not_fit held 2, left 1
        count milk @main 3 lot C     -> expected 0, difference 3
        pick milk @main 10           -> 4 of A, 3 of B, 3 of C
    ",
    );
}

#[test]
fn a_serial_number_is_counted_there_or_not() {
    check(
        "
        item phone serial
        receive phone @main 1 at 900 lot S1
        count phone @main 1 lot S1   -> expected 1, difference 0
        count phone @main 2 lot S1   -> serial_not_one S1 × 2
        count phone @main 0 lot S1   -> expected 1, difference -1
        count phone @main 1 lot S1   -> expected 0, difference 1
        count phone @shop 1 lot S1   -> serial_already_here S1
    ",
    );
}
