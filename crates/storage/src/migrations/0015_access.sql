-- Who belongs where, who stands in for whom, and what was done with the company's doors.

-- The department, a document.
alter table @.member add column department {int};

-- Who acts for whom, from a day to a day, both included.
create table @.deputy (
  seq {identity},
  member {int} not null,
  deputy {int} not null,
  first_day {text} not null,
  last_day {text} not null,
  made_by {int} not null,
  made_at {int} not null
) {rows};
create index deputy_deputy on @.deputy (deputy);

-- Whom a change was made for, when not for oneself.
alter table @.change add column for_member {int};

-- Documents that somebody took over from who made them.
create table @.keeper (
  document {int} not null,
  member {int} not null,
  constraint keeper_key primary key (document)
) {clustered};
create index keeper_member on @.keeper (member);

-- What was done with doors, rights and settings; only ever added to, and forgotten after a stated time.
create table @.audit (
  seq {identity},
  at {int} not null,
  member {int} not null,
  name {text} not null,
  action {text} not null,
  subject {text} not null,
  address {text} not null,
  agent {text} not null,
  detail {json} not null
) {rows};
create index audit_at on @.audit (at);

-- One-time codes. A secret counts once a code of it was shown.
create table @.second_factor (
  member {int} not null,
  secret {bytes} not null,
  confirmed_at {int},
  last_step {int} not null,
  recovery {json} not null,
  constraint second_factor_key primary key (member)
) {clustered};

alter table @.session add column acting_for {int};
alter table @.session add column address {text};
