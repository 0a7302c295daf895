-- What only one process of the company may do at a time.

create table @.lease (
  name {text} not null,
  holder {int} not null,
  until_at {int} not null,
  constraint lease_key primary key (name)
) {clustered};
