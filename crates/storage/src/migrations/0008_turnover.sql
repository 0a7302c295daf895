-- What the moves of each item added to and took from each place of ours: summed per day, and per period
-- of 32 days, so that the stock and its value at the end of any past day are a few sums. Written behind
-- the moves and never with them; what is not summed yet is read from the moves themselves.
create table @.turnover_period (
  item {int} not null,
  warehouse {int} not null,
  period {int} not null,
  quantity {int} not null,
  value {int} not null,
  constraint turnover_period_key primary key (item, warehouse, period)
) {clustered};

create table @.turnover_day (
  period {int} not null,
  item {int} not null,
  warehouse {int} not null,
  day {int} not null,
  quantity {int} not null,
  value {int} not null,
  constraint turnover_day_key primary key (period, item, warehouse, day)
) {clustered};

-- How many moves of each item are in these sums: always its first ones.
create table @.turnover_through (
  item {int} not null,
  moves {int} not null,
  constraint turnover_through_key primary key (item)
) {clustered};
