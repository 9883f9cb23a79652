-- People who are to be removed everywhere. The log is gone through in pieces: it is clean up to `position` and has to be
-- up to `last`. Who it is, is forgotten once it is done.
CREATE TABLE erasures (
  key INTEGER PRIMARY KEY,
  profile_id TEXT,
  requested_at INTEGER NOT NULL,
  requested_by TEXT NOT NULL,
  position INTEGER NOT NULL,
  last INTEGER NOT NULL,
  completed_at INTEGER,
  CHECK ((profile_id IS NULL) = (completed_at IS NOT NULL))
) STRICT;
CREATE INDEX erasures_open ON erasures (key) WHERE completed_at IS NULL;
