-- Files that people attached: bytes once each, by what they are (SHA-256), in pieces that a connection
-- carries easily. A file without a hash is still coming in.

create table @.file (
  seq {identity},
  hash {bytes},
  type {text} not null,
  size {int} not null,
  touched_at {int} not null,
  constraint file_hash unique (hash)
) {rows};
create index file_touched_at on @.file (touched_at);

-- A piece is larger than a page, so this is no clustered table.
create table @.file_chunk (
  file {int} not null,
  at {int} not null,
  bytes {bytes} not null,
  constraint file_chunk_key primary key (file, at)
) {rows};

-- A small picture of it; derived, so it may be made again.
create table @.file_thumbnail (
  file {int} not null,
  type {text} not null,
  bytes {bytes} not null,
  constraint file_thumbnail_key primary key (file)
) {rows};

-- Who brought it: they may see it before a document holds it.
create table @.file_upload (
  file {int} not null,
  member {int} not null,
  at {int} not null,
  constraint file_upload_key primary key (file, member)
) {clustered};
create index file_upload_member on @.file_upload (member, at);

-- Which fields hold it, written with every paper like its links.
create table @.file_use (
  document {int} not null,
  path {text} not null,
  file {int} not null,
  constraint file_use_key primary key (document, path, file)
) {clustered};
create index file_use_file on @.file_use (file, document);
