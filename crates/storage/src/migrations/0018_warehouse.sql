-- How old what lies in each place is: layers by the day on which it came to us, first in, first out.
-- Written behind the moves and never with them, like the sums of past days.
create table @.layer (
  item {int} not null,
  warehouse {int} not null,
  day {int} not null,
  quantity {int} not null,
  constraint layer_key primary key (item, warehouse, day),
  constraint layer_quantity_positive check (quantity > 0)
) {clustered};

-- When something last came to a place, and last left it to be sold or used.
create table @.lying (
  item {int} not null,
  warehouse {int} not null,
  last_in {int},
  last_out {int},
  constraint lying_key primary key (item, warehouse)
) {clustered};

-- How many moves of each item are in these layers: always its first ones.
create table @.layer_through (
  item {int} not null,
  moves {int} not null,
  constraint layer_through_key primary key (item)
) {clustered};

-- Who had a lot, without reading every move of its item.
create index move_lot on @.move (item, lot) where lot is not null;
create index lot_balance_expiry on @.lot_balance (expiry) where expiry is not null and on_hand > 0;

-- When an item was last counted in a warehouse, and what its books were off by.
create table @.counted (
  item {int} not null,
  warehouse {int} not null,
  day {int} not null,
  difference {int} not null,
  document {int} not null,
  constraint counted_key primary key (item, warehouse)
) {clustered};

-- Where in a warehouse stock lies. A balance knows how much of it lies in bins, so that where none does
-- nobody reads them, and so that they never hold more than there is.
alter table @.balance add column binned {int} not null default 0
  constraint balance_binned_within_on_hand check (binned >= 0 and binned <= on_hand);

-- What is in no lot has an empty one.
create table @.bin_balance (
  item {int} not null,
  warehouse {int} not null,
  lot {text} not null,
  bin {int} not null,
  quantity {int} not null,
  constraint bin_balance_key primary key (item, warehouse, lot, bin),
  constraint bin_balance_quantity_positive check (quantity > 0)
) {clustered};
create index bin_balance_bin on @.bin_balance (bin);

-- Only ever added, like moves: a bin holds what was put into it less what was taken out.
create table @.bin_move (
  seq {identity},
  item {int} not null,
  warehouse {int} not null,
  lot {text} not null,
  from_bin {int},
  to_bin {int},
  quantity {int} not null,
  at {int} not null,
  document {int} not null,
  line {int} not null,
  constraint bin_move_quantity_positive check (quantity > 0)
) {rows};
create index bin_move_document on @.bin_move (document);

-- An item whose places have averages of their own, and what each of them is worth. `opened` is what a place
-- was worth when that began, less what its moves until then said: with it the moves add up again.
alter table @.stock add column by_place {int} not null default 0;
create table @.worth (
  item {int} not null,
  warehouse {int} not null,
  value {int} not null,
  opened {int} not null,
  constraint worth_key primary key (item, warehouse),
  constraint worth_value_not_negative check (value >= 0)
) {clustered};
