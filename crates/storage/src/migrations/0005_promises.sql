-- The day for which a waiting claim is promised. Only claims that are short have one, so that an
-- order that gets all it wants pays nothing for it.
create table @.promise (
  document {int} not null,
  line {int} not null,
  item {int} not null,
  warehouse {int} not null,
  day {int} not null,
  constraint promise_key primary key (document, line)
) {clustered};
create index promise_balance on @.promise (item, warehouse);
