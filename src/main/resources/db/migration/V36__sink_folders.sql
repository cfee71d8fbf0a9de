-- The folders that files were delivered to: while one of them is empty or missing, its disk or share
-- is taken to be away.
create table sink_folder (
  sink text not null,
  folder text not null,
  primary key (sink, folder)
);
