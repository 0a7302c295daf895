-- What was bought and sold, for reports: a row for each part of an ordered line that came in, left or
-- came back, written beside its moves. Clustered by side and day, as reports ask for it: a period is one
-- stretch of pages, and what is written today goes to its end.
create table @.trade (
  document {int} not null,
  line {int} not null,
  source_line {int} not null,
  source_document {int},
  side {text} not null constraint trade_side_known check (side in ('bought', 'sold')),
  day {int} not null,
  item {int} not null,
  warehouse {int} not null,
  partner {int} not null,
  channel {int},
  member {int} not null,
  quantity {int} not null,
  amount {int} not null,
  cost {int} not null,
  constraint trade_key primary key (side, day, document, line, source_line)
) {clustered};
