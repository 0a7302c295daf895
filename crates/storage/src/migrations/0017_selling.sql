-- Lines of the price lists in force. 0 and '' mean that it does not matter, so that a rule is found
-- by its item or by none.
create table @.price_rule (
  document {int} not null,
  line {int} not null,
  priority {int} not null,
  customer {int} not null,
  level {text} not null,
  channel {int} not null,
  item {int} not null,
  category {text} not null,
  from_quantity {int} not null,
  price {int},
  percent {int},
  floor {int},
  starts {int},
  ends {int},
  constraint price_rule_key primary key (document, line),
  constraint price_rule_says_a_price check (price >= 0 or percent >= 0)
) {clustered};
create index price_rule_item on @.price_rule (item);

-- What was ordered of what was quoted: a table of the shape of `fulfilment`. Taken back with the order.
create table @.quoted (
  document {int} not null,
  line {int} not null,
  source_document {int} not null,
  source_line {int} not null,
  quantity {int} not null,
  day {int} not null,
  constraint quoted_key primary key (document, line),
  constraint quoted_quantity_positive check (quantity > 0)
) {clustered};
create index quoted_source on @.quoted (source_document, source_line);

-- What is being picked of what is promised: a table of the shape of `fulfilment`, while the list is open.
create table @.picking (
  document {int} not null,
  line {int} not null,
  source_document {int} not null,
  source_line {int} not null,
  quantity {int} not null,
  day {int} not null,
  constraint picking_key primary key (document, line),
  constraint picking_quantity_positive check (quantity > 0)
) {clustered};
create index picking_source on @.picking (source_document, source_line);
