-- What a confirmed order costs is the pages it touches, and an index by item touches one for every
-- line. So what orders leave behind is clustered by the order, and is found by item through
-- `link_target`, which is there anyway. Only claims that wait keep their index: they are few, and asked
-- for all the time.

drop index @.claim_balance;

-- Demand of orders; history and returns stay in `demand`.
create table @.order_demand (
  document {int} not null,
  line {int} not null,
  item {int} not null,
  warehouse {int} not null,
  channel {int},
  customer {int},
  day {int} not null,
  wanted {int} not null,
  amount {int},
  constraint order_demand_key primary key (document, line)
) {clustered};

insert into @.order_demand (document, line, item, warehouse, channel, customer, day, wanted, amount)
select document, line, item, warehouse, channel, customer, day, wanted, amount
from @.demand where kind = 'order';

delete from @.demand where kind = 'order';
