-- What became of each line that was ordered, for reports: a row for each line of an order that took effect,
-- written anew with the order and with whatever fulfils it. Clustered like `trade`, by side and day.
create table @.ordered (
  document {int} not null,
  line {int} not null,
  side {text} not null constraint ordered_side_known check (side in ('bought', 'sold')),
  day {int} not null,
  item {int},
  warehouse {int},
  partner {int},
  channel {int},
  member {int} not null,
  quantity {int} not null,
  amount {int} not null,
  due {int},
  done {int} not null,
  last_done {int} not null,
  remaining {int} not null,
  amount_remaining {int} not null,
  constraint ordered_key primary key (side, day, document, line)
) {clustered};
create index ordered_document on @.ordered (document);
