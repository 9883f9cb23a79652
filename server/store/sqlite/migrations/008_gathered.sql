-- People of whom a record is due: changes of theirs were left to it since another one was sent shortly before. `version`:
-- of the profile, at the last change that waits.
CREATE TABLE gathered_profiles (
  destination_id TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (destination_id, profile_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX gathered_by_due ON gathered_profiles (destination_id, due_at);
