-- Among a million documents of a type, those that somebody made are found by who made them. (What words are
-- found by is no table of the company's; `search.rs` makes it.)
create index document_maker on @.document (created_by, type, seq);

-- What moved between two places on a day, not only what it came to in each: so that what came in and went out
-- in some months is read without reading every move since the beginning. Summed anew, behind the moves.
drop table @.turnover_day;
create table @.turnover_day (
  period {int} not null,
  item {int} not null,
  from_place {int} not null,
  to_place {int} not null,
  day {int} not null,
  quantity {int} not null,
  value {int} not null,
  constraint turnover_day_key primary key (period, item, from_place, to_place, day)
) {clustered};
delete from @.turnover_period;
delete from @.turnover_through;
