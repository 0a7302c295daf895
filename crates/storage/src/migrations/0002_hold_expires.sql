-- Holds are released when their time is over: the sweep asks for these, every second.
create index hold_expires on @.hold (expires) where expires is not null;
