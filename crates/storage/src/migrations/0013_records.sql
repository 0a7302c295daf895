-- How people look at documents, what they say about them, and what was thrown away.

create table @.saved_view (
  seq {identity},
  type {text} not null,
  name {text} not null,
  owner {int} not null,
  shared {json} not null,
  body {json} not null,
  version {int} not null,
  updated_at {int} not null
) {rows};
create index saved_view_type on @.saved_view (type);

create table @.comment (
  document {int} not null,
  number {int} not null,
  member {int} not null,
  at {int} not null,
  edited_at {int},
  removed {int} not null,
  text {text} not null,
  mentions {json} not null,
  constraint comment_key primary key (document, number)
) {clustered};

-- Only what people chose: who made a document follows it without a row here.
create table @.follower (
  document {int} not null,
  member {int} not null,
  follows {int} not null,
  constraint follower_key primary key (document, member)
) {clustered};

create table @.notice (
  seq {identity},
  member {int} not null,
  kind {text} not null,
  document {int} not null,
  actor {int} not null,
  at {int} not null,
  count {int} not null,
  detail {json} not null,
  read_at {int}
) {rows};
create index notice_member on @.notice (member, seq);
create index notice_unread on @.notice (member, document) where read_at is null;

-- Documents that were thrown away, whole. Their history and comments stay where they are and are
-- reached through nothing but this table.
create table @.trash (
  document {int} not null,
  id {bytes} not null,
  type {text} not null,
  number {text} not null,
  title {text} not null,
  state {text} not null,
  body {json} not null,
  definition_version {int} not null,
  version {int} not null,
  created_at {int} not null,
  updated_at {int} not null,
  created_by {int} not null,
  deleted_at {int} not null,
  deleted_by {int} not null,
  constraint trash_key primary key (document)
) {clustered};
create index trash_type on @.trash (type, deleted_at);
