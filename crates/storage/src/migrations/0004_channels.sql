-- Channels that share one pool. A balance counts its rules, so that where there are none nobody
-- reads them.
alter table @.balance add column channel_rules {int} not null default 0;
alter table @.claim add column channel {int};
update @.claim set channel = (
  select l.target from @.link l where l.document = claim.document and l.role = 'channel' and l.line = 0
);

create table @.channel_stock (
  item {int} not null,
  warehouse {int} not null,
  channel {int} not null,
  protected {int} not null,
  share {int},
  buffer {int} not null,
  reserved {int} not null,
  document {int} not null,
  constraint channel_stock_key primary key (item, warehouse, channel),
  constraint channel_stock_not_negative check (protected >= 0 and buffer >= 0 and reserved >= 0)
) {clustered};
create index channel_stock_channel on @.channel_stock (channel);
