-- What of a return is credited on an order in exchange for it: one return on several orders, together at
-- most what came back is worth. Taken back with the order.
create table @.credit (
  document {int} not null,
  returned {int} not null,
  amount {int} not null,
  constraint credit_key primary key (document),
  constraint credit_amount_positive check (amount > 0)
) {clustered};
create index credit_returned on @.credit (returned);
