-- What is to be delivered once more of what went back to the supplier, and what an inspection rejected:
-- by the line it is of, as `fulfilment` is.
create table @.replaced (
  document {int} not null,
  line {int} not null,
  source_document {int} not null,
  source_line {int} not null,
  quantity {int} not null,
  day {int} not null,
  constraint replaced_key primary key (document, line, source_document, source_line),
  constraint replaced_quantity_positive check (quantity > 0)
) {clustered};
create index replaced_source on @.replaced (source_document, source_line);

create table @.rejected (
  document {int} not null,
  line {int} not null,
  source_document {int} not null,
  source_line {int} not null,
  quantity {int} not null,
  day {int} not null,
  constraint rejected_key primary key (document, line, source_document, source_line),
  constraint rejected_quantity_positive check (quantity > 0)
) {clustered};
create index rejected_source on @.rejected (source_document, source_line);

-- Freight and duty are moves of value without quantity. SQLite changes no constraint in place.
create table @.valued_move (
  item {int} not null,
  number {int} not null,
  from_place {int} not null,
  to_place {int} not null,
  lot {text},
  quantity {int} not null,
  value {int} not null,
  day {int} not null,
  at {int} not null,
  document {int} not null,
  line {int} not null,
  previous_hash {bytes} not null,
  hash {bytes} not null,
  constraint move_number primary key (item, number),
  constraint move_moves_something check (quantity > 0 or (quantity = 0 and value > 0 and from_place < 0)),
  constraint move_places_differ check (from_place <> to_place)
) {clustered};
insert into @.valued_move (item, number, from_place, to_place, lot, quantity, value, day, at, document, line, previous_hash, hash)
select item, number, from_place, to_place, lot, quantity, value, day, at, document, line, previous_hash, hash
from @.move;
drop table @.move;
alter table @.valued_move rename to move;
create index move_document on @.move (document, line);
