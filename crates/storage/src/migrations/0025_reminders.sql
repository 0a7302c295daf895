-- Of which day of a document people were told by which reminder of its type.
create table @.reminded (
  document {int} not null,
  reminder {text} not null,
  day {text} not null,
  constraint reminded_key primary key (document, reminder)
) {clustered};
