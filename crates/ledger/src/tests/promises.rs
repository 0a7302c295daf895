use super::clerk::check;

#[test]
fn a_promise_is_kept_until_it_is_shipped() {
    check(
        "
        receive tea @main 10 at 2.50
        order SO-1 tea @main 4       -> promised 4
        balance tea @main            -> 10 on hand, 4 reserved, 0 held, 6 available
        ship SO-1 4                  -> cost 10
        balance tea @main            -> 6 on hand, 0 reserved, 0 held, 6 available
        claim SO-1                   -> closed
        ship SO-1 1                  -> no_such_claim 1/1
    ",
    );
}

#[test]
fn what_is_there_is_promised_and_the_rest_is_short() {
    check(
        "
        receive tea @main 10 at 1
        order SO-1 tea @main 7       -> promised 7
        order SO-2 tea @main 5       -> promised 3 short 2
        balance tea @main            -> 10 on hand, 10 reserved, 0 held, 0 available
        promise SO-2                 -> promised 3 short 2
        receive tea @main 1 at 1
        promise SO-2                 -> promised 4 short 1
        cancel SO-1                  -> released 7
        promise SO-2                 -> promised 5
        balance tea @main            -> 11 on hand, 5 reserved, 0 held, 6 available
    ",
    );
}

#[test]
fn repeating_a_request_changes_nothing() {
    check(
        "
        receive tea @main 10 at 1
        order SO-1 tea @main 4       -> promised 4
        order SO-1 tea @main 4       -> promised 4
        promise SO-1                 -> promised 4
        balance tea @main            -> 10 on hand, 4 reserved, 0 held, 6 available
        order SO-1 tea @main 5       -> claim_exists wanting 4
        cancel SO-1                  -> released 4
        cancel SO-1                  -> released 0
        balance tea @main            -> 10 on hand, 0 reserved, 0 held, 10 available
    ",
    );
}

#[test]
fn whole_or_nothing_names_every_short_line() {
    check("
        receive tea @main 6 at 1
        receive oil @main 2 at 1
        receive salt @main 9 at 1
        order SO-1 whole tea @main 7, salt @main 9, oil @main 3 -> insufficient_stock tea @main wanted 7 available 6, oil @main wanted 3 available 2
        balance salt @main           -> 9 on hand, 0 reserved, 0 held, 9 available
        claim SO-1                   -> closed
        order SO-1 whole tea @main 6, salt @main 9, oil @main 2 -> promised 6; promised 9; promised 2
    ");
}

#[test]
fn lines_on_the_same_stock_compete_in_their_order() {
    check("
        receive tea @main 10 at 1
        order SO-1 whole tea @main 6, tea @main 6, tea @main 1 -> insufficient_stock tea @main wanted 6 available 4, tea @main wanted 1 available 0
        order SO-1 whole tea @main 6, tea @main 4              -> promised 6; promised 4
    ");
}

#[test]
fn what_is_promised_already_counts_for_its_line() {
    check(
        "
        receive tea @main 5 at 1
        order SO-1 tea @main 4            -> promised 4
        order SO-1 whole tea @main 4      -> promised 4
        order SO-2 whole tea @main 2      -> insufficient_stock tea @main wanted 2 available 1
    ",
    );
}

#[test]
fn an_order_is_shipped_in_parts_and_never_beyond_what_it_wants() {
    check(
        "
        receive tea @main 10 at 2
        order SO-1 tea @main 8       -> promised 8
        ship SO-1 3                  -> cost 6
        claim SO-1                   -> wants 5, promised 5
        ship SO-1 6                  -> more_than_wanted 6, left 5
        ship SO-1 0                  -> quantity_not_positive 0
        ship SO-1 -1                 -> quantity_not_positive -1
        ship SO-1 5                  -> cost 10
        balance tea @main            -> 2 on hand, 0 reserved, 0 held, 2 available
    ",
    );
}

#[test]
fn a_shipment_takes_its_promise_first_and_then_what_is_free() {
    check(
        "
        receive tea @main 5 at 1
        order SO-1 tea @main 8       -> promised 5 short 3
        receive tea @main 10 at 1
        order SO-2 tea @main 8       -> promised 8
        ship SO-1 8                  -> insufficient_stock tea @main wanted 8 available 7
        ship SO-1 7                  -> cost 7
        claim SO-1                   -> wants 1, promised 0
        claim SO-2                   -> wants 8, promised 8
        balance tea @main            -> 8 on hand, 8 reserved, 0 held, 0 available
    ",
    );
}

#[test]
fn a_promise_belongs_to_one_line_of_one_order() {
    check(
        "
        receive tea @main 5 at 1
        order SO-1 tea @main 2, tea @main 3 -> promised 2; promised 3
        ship SO-1/2 3                -> cost 3
        cancel SO-1/1                -> released 2
        ship SO-1/2 1                -> no_such_claim 1/2
    ",
    );
}

#[test]
fn fractions_are_exact() {
    check(
        "
        receive oil @main 0.3 at 10
        order SO-1 oil @main 0.1     -> promised 0.1
        order SO-2 oil @main 0.2     -> promised 0.2
        balance oil @main            -> 0.3 on hand, 0.3 reserved, 0 held, 0 available
        ship SO-1 0.1                -> cost 1
        ship SO-2 0.2                -> cost 2
    ",
    );
}

#[test]
fn what_is_promised_cannot_go_elsewhere() {
    check(
        "
        receive tea @main 5 at 1
        order SO-1 tea @main 4       -> promised 4
        scrap tea @main 2            -> insufficient_stock tea @main wanted 2 available 1
        send tea @main 2             -> insufficient_stock tea @main wanted 2 available 1
        scrap tea @main 1            -> cost 1
        ship SO-1 4                  -> cost 4
    ",
    );
}
