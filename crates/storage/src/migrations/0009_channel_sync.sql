-- When each channel was last told what there is.
create table @.channel_sync (
  channel {int} not null,
  synced_at {int} not null,
  constraint channel_sync_key primary key (channel)
) {clustered};
