-- What went into a bin and out of it since somebody counted it.
create index bin_move_at on @.bin_move (item, warehouse, at);
