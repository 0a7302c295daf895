use super::clerk::check;

#[test]
fn what_is_kept_for_one_channel_the_others_cannot_have() {
    check(
        "
        receive tea @main 10 at 1
        rule vip tea @main protect 4
        room vip tea @main           -> 10
        room web tea @main           -> 6
        room - tea @main             -> 6
        order SO-1 via web tea @main 8 -> promised 6 short 2
        order SO-2 tea @main 1       -> promised 0 short 1
        order SO-3 via vip tea @main 3 -> promised 3
        room web tea @main           -> 0
        room vip tea @main           -> 1
        promise SO-1                 -> promised 6 short 2
        order SO-4 via vip tea @main 2 -> promised 1 short 1
    ",
    );
}

#[test]
fn what_a_channel_uses_of_its_own_is_not_kept_twice() {
    check(
        "
        receive tea @main 10 at 1
        rule vip tea @main protect 4
        order SO-1 via vip tea @main 3 -> promised 3
        room web tea @main           -> 6
        order SO-2 via vip tea @main 3 -> promised 3
        room web tea @main           -> 4
        cancel SO-1                  -> released 3
        room web tea @main           -> 6
    ",
    );
}

#[test]
fn a_channel_has_at_most_its_share_of_the_pool() {
    check(
        "
        receive tea @main 10 at 1
        rule web tea @main share 30
        room web tea @main           -> 3
        order SO-1 via web tea @main 2 -> promised 2
        room web tea @main           -> 1
        order SO-2 via web whole tea @main 2 -> insufficient_stock tea @main wanted 2 available 1
        hold QC-1 tea @main 5
        room web tea @main           -> 0
        room - tea @main             -> 3
        ship SO-1 3                  -> more_than_wanted 3, left 2
        ship SO-1 2                  -> cost 2
    ",
    );
}

#[test]
fn half_of_five_pieces_is_two() {
    check(
        "
        receive tea @main 5 at 1
        rule web tea @main share 50
        room web tea @main           -> 2
        receive oil @main 2.5 at 1
        rule web oil @main share 50
        room web oil @main           -> 1.25
    ",
    );
}

#[test]
fn a_buffer_is_kept_back_from_its_channel_alone() {
    check(
        "
        receive tea @main 10 at 1
        rule web tea @main buffer 3
        room web tea @main           -> 7
        room - tea @main             -> 10
        order SO-1 tea @main 8       -> promised 8
        room web tea @main           -> 0
    ",
    );
}

#[test]
fn what_is_shipped_without_a_promise_respects_the_others_too() {
    check(
        "
        receive tea @main 4 at 1
        order SO-1 via web tea @main 6 -> promised 4 short 2
        receive tea @main 5 at 1
        rule vip tea @main protect 4
        ship SO-1 6                  -> insufficient_stock tea @main wanted 6 available 5
        ship SO-1 5                  -> cost 5
    ",
    );
}

#[test]
fn a_rule_that_ends_frees_what_it_kept() {
    check(
        "
        receive tea @main 5 at 1
        rule vip tea @main protect 5
        order SO-1 via web tea @main 3 -> promised 0 short 3
        rule vip tea @main
        room web tea @main           -> 5
        promise SO-1                 -> promised 3
        rule web tea @main share 10
        room web tea @main           -> 0
        claim SO-1                   -> wants 3, promised 3
    ",
    );
}
