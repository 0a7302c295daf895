-- What came back of what was shipped: by the line of the order, as `fulfilment` is.
create table @.returned (
  document {int} not null,
  line {int} not null,
  source_document {int} not null,
  source_line {int} not null,
  quantity {int} not null,
  day {int} not null,
  constraint returned_key primary key (document, line, source_document, source_line),
  constraint returned_quantity_positive check (quantity > 0)
) {clustered};
create index returned_source on @.returned (source_document, source_line);
