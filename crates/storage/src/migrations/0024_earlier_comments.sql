-- What a comment said before it was edited: a list of since when and what.
alter table @.comment add column earlier {json};
