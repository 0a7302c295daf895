-- When documents expire by themselves. Apart from them, so that one that does not expire pays
-- nothing for it.
create table @.deadline (
  document {int} not null,
  at {int} not null,
  constraint deadline_key primary key (document)
) {clustered};
create index deadline_at on @.deadline (at, document);
