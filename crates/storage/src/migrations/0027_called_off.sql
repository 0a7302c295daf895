-- Which contract a line that was ordered counts against: what is called off of a contract is the sum of its
-- lines. All rows are made again from the papers, for this step is the one that fills the table.
alter table @.ordered add column contract {int};
create index ordered_contract on @.ordered (contract) where contract is not null;
delete from @.ordered;
