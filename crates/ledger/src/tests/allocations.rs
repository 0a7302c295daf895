use super::clerk::check;

#[test]
fn the_waiting_are_served_in_the_order_given() {
    check(
        "
        order SO-1 tea @main 4       -> promised 0 short 4
        order SO-2 tea @main 3       -> promised 0 short 3
        order SO-3 tea @main 2       -> promised 0 short 2
        receive tea @main 6 at 1
        serve tea @main SO-3 SO-1 SO-2 -> SO-3 0 to 2, SO-1 0 to 4
        serve tea @main SO-3 SO-1 SO-2 -> nothing
        balance tea @main            -> 6 on hand, 6 reserved, 0 held, 0 available
    ",
    );
}

#[test]
fn whoever_may_not_have_it_does_not_hold_up_the_others() {
    check(
        "
        order SO-1 via web tea @main 4 -> promised 0 short 4
        order SO-2 via vip tea @main 4 -> promised 0 short 4
        rule vip tea @main protect 9
        receive tea @main 6 at 1
        serve tea @main SO-1 SO-2    -> SO-2 0 to 4
        rule vip tea @main protect 5
        serve tea @main SO-1 SO-2    -> SO-1 0 to 1
    ",
    );
}

#[test]
fn a_fair_share_is_in_proportion_and_whole() {
    check(
        "
        order SO-1 tea @main 10      -> promised 0 short 10
        order SO-2 tea @main 5       -> promised 0 short 5
        order SO-3 tea @main 1       -> promised 0 short 1
        receive tea @main 8 at 1
        divide tea @main SO-1 SO-2 SO-3 -> SO-1 0 to 5, SO-2 0 to 3
        receive tea @main 20 at 1
        divide tea @main SO-1 SO-2 SO-3 -> SO-1 5 to 10, SO-2 3 to 5, SO-3 0 to 1
    ",
    );
}

#[test]
fn what_is_weighed_is_divided_to_the_last_digit() {
    check(
        "
        order SO-1 oil @main 1.5     -> promised 0 short 1.5
        order SO-2 oil @main 3       -> promised 0 short 3
        receive oil @main 1 at 1
        divide oil @main SO-1 SO-2   -> SO-1 0 to 0.333333, SO-2 0 to 0.666667
    ",
    );
}

#[test]
fn dealing_anew_says_who_lost_and_who_gained() {
    check(
        "
        receive tea @main 6 at 1
        order SO-1 tea @main 4       -> promised 4
        order SO-2 tea @main 4       -> promised 2 short 2
        order SO-3 tea @main 1       -> promised 0 short 1
        reallocate tea @main SO-2 SO-3 SO-1 -> SO-2 2 to 4, SO-3 0 to 1, SO-1 4 to 1
        reallocate tea @main SO-2 SO-3 SO-1 -> nothing
        redivide tea @main SO-2 SO-3 SO-1 -> SO-2 4 to 3, SO-1 1 to 2
    ",
    );
}
