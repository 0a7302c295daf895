-- Movements that are far out of line with what is usual, found behind the write path, and of each customer and
-- supplier how many times the usual they moved of late. Both are found anew when they are lost.
create table @.unusual (
  seq {identity},
  document {int} not null,
  line {int} not null,
  item {int} not null,
  warehouse {int} not null,
  kind {text} not null,
  at {int} not null,
  quantity {int} not null,
  value {int} not null,
  detail {json} not null,
  constraint unusual_once unique (document, line, item, warehouse, kind)
) {rows};

create table @.habit (
  partner {int} not null,
  ratios {json} not null,
  constraint habit_key primary key (partner)
) {clustered};
