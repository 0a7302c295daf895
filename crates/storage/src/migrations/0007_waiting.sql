-- Claims that wait stand in the order in which most companies serve them, so that what comes in is
-- dealt out by reading only those who get something. What a claim is served by is written when it is
-- short, and −1 until it was looked up.
alter table @.claim add column level {int} not null default -1;
alter table @.claim add column due {int} not null default 0;
alter table @.claim add column margin {int} not null default 0;
create index claim_waiting on @.claim (item, warehouse, level, due, since, document, line)
  where reserved < wanted;

-- What was promised to orders, or taken from them, by what happened elsewhere. It is not a change of
-- their paper, so their version stays.
create table @.promise_change (
  seq {identity},
  document {int} not null,
  line {int} not null,
  item {int} not null,
  warehouse {int} not null,
  before {int} not null,
  after {int} not null,
  at {int} not null,
  member {int} not null,
  cause {int},
  reason {text}
) {rows};
create index promise_change_document on @.promise_change (document, seq);
