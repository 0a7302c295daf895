use super::clerk::check;

#[test]
fn stock_leaves_at_the_average_of_what_it_cost() {
    check(
        "
        receive tea @main 10 at 2.00
        receive tea @shop 5 at 3.50
        cost tea                     -> 15 on hand worth 37.5, each 2.5
        scrap tea @main 4            -> cost 10
        scrap tea @shop 1            -> cost 2.5
        cost tea                     -> 10 on hand worth 25, each 2.5
        receive tea @main 10 at 4.50
        cost tea                     -> 20 on hand worth 70, each 3.5
    ",
    );
}

#[test]
fn when_everything_leaves_all_the_value_leaves() {
    check(
        "
        receive tea @main 3 at 0.3333
        cost tea                     -> 3 on hand worth 0.9999, each 0.3333
        receive tea @main 4 at 0.2500
        cost tea                     -> 7 on hand worth 1.9999, each 0.2857
        scrap tea @main 1            -> cost 0.2857
        scrap tea @main 1            -> cost 0.2857
        scrap tea @main 1            -> cost 0.2857
        scrap tea @main 3            -> cost 0.8571
        scrap tea @main 1            -> cost 0.2857
        cost tea                     -> 0 on hand worth 0, each nothing
    ",
    );
}

#[test]
fn a_third_is_rounded_and_the_rest_is_not_lost() {
    check(
        "
        receive tea @main 3 at 3.333333
        cost tea                     -> 3 on hand worth 10, each 3.333333
        order SO-1 tea @main 3       -> promised 3
        ship SO-1 1                  -> cost 3.3333
        ship SO-1 1                  -> cost 3.3334
        ship SO-1 1                  -> cost 3.3333
        cost tea                     -> 0 on hand worth 0, each nothing
    ",
    );
}

#[test]
fn what_comes_in_without_a_price_comes_in_at_average_cost() {
    check(
        "
        find tea @main 2             -> cost 0
        cost tea                     -> 2 on hand worth 0, each 0
        scrap tea @main 2            -> cost 0
        receive tea @main 10 at 2.40
        return tea @main 1           -> cost 2.4
        find tea @shop 1             -> cost 2.4
        cost tea                     -> 12 on hand worth 28.8, each 2.4
    ",
    );
}

#[test]
fn moving_between_our_places_costs_nothing() {
    check(
        "
        receive tea @main 3 at 3.333333
        transfer tea @main 1 to @shop -> cost 3.3333
        send tea @main 2              -> cost 6.6667
        cost tea                      -> 3 on hand worth 10, each 3.333333
        scrap tea @shop 1             -> cost 3.3333
        arrive tea @shop 2            -> cost 6.6667
        scrap tea @shop 2             -> cost 6.6667
        cost tea                      -> 0 on hand worth 0, each nothing
    ",
    );
}

#[test]
fn each_place_may_have_an_average_of_its_own() {
    check(
        "
        by place
        receive tea @main 10 at 2.00
        receive tea @shop 10 at 4.00
        scrap tea @main 1             -> cost 2
        scrap tea @shop 1             -> cost 4
        worth tea @main               -> 18
        worth tea @shop               -> 36
        transfer tea @main 3 to @shop -> cost 6
        worth tea @main               -> 12
        worth tea @shop               -> 42
        scrap tea @shop 4             -> cost 14
        find tea @east 2              -> cost 5.7143
        worth tea @east               -> 5.7143
        cost tea                      -> 16 on hand worth 45.7143, each 2.857144
        send tea @main 6              -> cost 12
        worth tea @main               -> 0
        arrive tea @shop 2            -> cost 4
        worth tea @shop               -> 32
        scrap tea @shop 10            -> cost 32
        worth tea @shop               -> 0
    ",
    );
}
