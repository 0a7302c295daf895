-- What foresight remembers, learns and judges. All but the first and the last can be computed again.

-- When an item could not be sold at a place; what was wanted then is not known, only guessed.
create table @.stockout (
  item {int} not null,
  warehouse {int} not null,
  began_at {int} not null,
  ended_at {int},
  constraint stockout_key primary key (item, warehouse, began_at)
) {clustered};

-- What was learned from all items together, by kind.
create table @.learned (
  kind {text} not null,
  learned_on {int} not null,
  body {text} not null,
  constraint learned_key primary key (kind)
) {rows};

create table @.item_class (
  item {int} not null,
  abc {text} not null,
  xyz {text} not null,
  pattern {text} not null,
  popularity {text} not null,
  stage {text} not null,
  value {int} not null,
  per_day {int} not null,
  reasons {json} not null,
  judged_on {int} not null,
  constraint item_class_key primary key (item)
) {rows};

-- The stock levels of each day on which they changed.
create table @.level_history (
  item {int} not null,
  warehouse {int} not null,
  day {int} not null,
  safety_stock {int} not null,
  reorder_point {int} not null,
  order_up_to {int} not null,
  upper_limit {int},
  constraint level_history_key primary key (item, warehouse, day)
) {clustered};

alter table @.outlook add column upper_limit {int};

-- Plans as they were made, to compare the next one with.
create table @.plan (
  made_at {int} not null,
  budget {int},
  body {json} not null,
  constraint plan_key primary key (made_at)
) {rows};
