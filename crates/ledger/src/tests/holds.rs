use super::clerk::check;

#[test]
fn what_is_held_cannot_be_sold() {
    check(
        "
        receive tea @main 10 at 1
        hold QC-1 tea @main 3
        balance tea @main            -> 10 on hand, 0 reserved, 3 held, 7 available
        order SO-1 tea @main 8       -> promised 7 short 1
        hold QC-2 tea @main 1        -> insufficient_stock tea @main wanted 1 available 0
        release QC-1                 -> released 3
        promise SO-1                 -> promised 8
        hold QC-2 tea @main 1
        balance tea @main            -> 10 on hand, 8 reserved, 1 held, 1 available
    ",
    );
}

#[test]
fn a_hold_ends_in_parts() {
    check(
        "
        receive tea @main 10 at 1
        hold QC-1 tea @main 6
        release QC-1 2               -> released 2
        balance tea @main            -> 10 on hand, 0 reserved, 4 held, 6 available
        release QC-1 9               -> released 4
        release QC-1 1               -> released 0
        balance tea @main            -> 10 on hand, 0 reserved, 0 held, 10 available
    ",
    );
}

#[test]
fn repeating_a_hold_changes_nothing() {
    check(
        "
        receive tea @main 10 at 1
        hold QC-1 tea @main 3
        hold QC-1 tea @main 3
        hold QC-1 tea @main 4        -> hold_exists on 3
        balance tea @main            -> 10 on hand, 0 reserved, 3 held, 7 available
        release QC-1                 -> released 3
        release QC-1                 -> released 0
    ",
    );
}

#[test]
fn a_hold_tells_when_its_time_is_over() {
    check(
        "
        receive tea @main 10 at 1
        hold QC-1 tea @main 3 until 2026-03-05
        hold QC-2 tea @main 1
        expired                      ->
        today 2026-03-04
        expired                      ->
        today 2026-03-05
        expired                      -> QC-1
        release QC-1                 -> released 3
        expired                      ->
        balance tea @main            -> 10 on hand, 0 reserved, 1 held, 9 available
    ",
    );
}

#[test]
fn a_lot_under_check_stays_while_other_lots_go() {
    check(
        "
        item milk lot
        receive milk @main 5 at 1 lot A until 2026-03-10
        receive milk @main 5 at 1 lot B until 2026-03-20
        hold QC-1 milk @main 4 lot A
        pick milk @main 6            -> 1 of A, 5 of B
        scrap milk @main 2 lot A     -> insufficient_lot A wanted 2 available 1
        scrap milk @main 1 lot A     -> cost 1
        hold QC-2 milk @main 1 lot A -> insufficient_lot A wanted 1 available 0
        hold QC-2 milk @main 1 lot C -> unknown_lot C
        order SO-1 milk @main 5      -> promised 5
        ship SO-1 5 lot B            -> cost 5
        release QC-1                 -> released 4
        scrap milk @main 4 lot A     -> cost 4
    ",
    );
}
