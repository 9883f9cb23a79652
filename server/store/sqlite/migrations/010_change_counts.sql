-- How often which fields of profiles changed, by hour. `shape` is JSON of what a change was about, without whom.
CREATE TABLE change_counts (
  hour INTEGER NOT NULL,
  shape TEXT NOT NULL,
  changes INTEGER NOT NULL,
  PRIMARY KEY (hour, shape)
) STRICT, WITHOUT ROWID;

-- Minutes of each hour in which changes were counted, whether there were any or not.
CREATE TABLE counted_hours (
  hour INTEGER PRIMARY KEY,
  minutes INTEGER NOT NULL
) STRICT;
