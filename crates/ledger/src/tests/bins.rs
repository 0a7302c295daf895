use super::clerk::check;

#[test]
fn what_comes_in_is_put_away() {
    check(
        "
        receive tea @main 10 at 2.00
        bins tea @main               -> to place 10
        put tea @main 4 to 7
        put tea @main 3 to 8
        bins tea @main               -> 7: 4, 8: 3, to place 3
        put tea @main 4 to 9         -> insufficient_bin wanted 4 available 3
        put tea @main 5 from 7 to 8  -> insufficient_bin wanted 5 available 4
        put tea @main 4 from 7 to 8
        put tea @main 2 from 8
        bins tea @main               -> 8: 5, to place 5
    ",
    );
}

#[test]
fn what_leaves_is_first_what_is_in_no_bin() {
    check(
        "
        receive tea @main 10 at 2.00
        put tea @main 4 to 8
        put tea @main 4 to 7
        scrap tea @main 1            -> cost 2
        bins tea @main               -> 7: 4, 8: 4, to place 1
        order SO-1 tea @main 6       -> promised 6
        ship SO-1 6                  -> cost 12
        bins tea @main               -> 8: 3, to place 0
        count tea @main 2            -> expected 3, difference -1
        bins tea @main               -> 8: 2, to place 0
    ",
    );
}

#[test]
fn bins_know_lots() {
    check(
        "
        item milk lot
        receive milk @main 3 at 2.00 lot A until 2026-04-01
        receive milk @main 3 at 2.00 lot B until 2026-05-01
        put milk @main 3 lot A to 7
        put milk @main 1 lot A to 8  -> insufficient_bin wanted 1 available 0
        put milk @main 2 lot B to 7
        scrap milk @main 1 lot B     -> cost 2
        bins milk @main              -> 7: 3 of A, 7: 2 of B, to place 0
        scrap milk @main 1 lot B     -> cost 2
        bins milk @main              -> 7: 3 of A, 7: 1 of B, to place 0
    ",
    );
}

#[test]
fn a_bin_is_counted_for_itself() {
    check(
        "
        receive tea @main 10 at 2.00
        put tea @main 4 to 7
        put tea @main 4 to 8
        shelf tea @main 7 3          -> expected 4, difference -1
        bins tea @main               -> 7: 3, 8: 4, to place 2
        shelf tea @main 8 6          -> expected 4, difference 2
        bins tea @main               -> 7: 3, 8: 6, to place 2
        cost tea                     -> 11 on hand worth 22, each 2
        order SO-1 tea @main 10      -> promised 10
        hold QC-1 tea @main 1
        shelf tea @main 7 0          -> expected 3, difference -3
        claim SO-1                   -> wants 10, promised 7
        release QC-1                 -> released 1
        hold QC-2 tea @main 8        -> insufficient_stock tea @main wanted 8 available 1
    ",
    );
}
