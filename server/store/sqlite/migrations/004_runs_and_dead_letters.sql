-- Who started a run; which dead letters it is about (JSON, null for runs that are about none); and since when, from how
-- many done, it runs without a pause.
ALTER TABLE runs ADD COLUMN author TEXT;
ALTER TABLE runs ADD COLUMN letters TEXT;
ALTER TABLE runs ADD COLUMN resumed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN resumed_done INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET resumed_at = started_at;
-- Runs with work left: a handful among thousands of hours.
CREATE INDEX runs_open ON runs (destination_id, started_at, id) WHERE ended_at IS NULL AND kind <> 'streaming';

-- `key` rises with every letter, so that a run can be about the letters there are when it starts. `ended_…`: when, by
-- whom, by which run and how a letter that is not open ended.
CREATE TABLE letters (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  destination_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  export_id TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  attempts TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'replayed', 'discarded')),
  ended_at INTEGER,
  ended_by TEXT,
  ended_run_id TEXT,
  ended_as TEXT,
  CHECK ((state = 'open') = (ended_at IS NULL))
) STRICT;
-- Apart from the letters: a record may have a mebibyte, and whoever ends a letter writes its row again.
CREATE TABLE dead_letter_records (
  key INTEGER PRIMARY KEY,
  data TEXT NOT NULL
) STRICT;
INSERT INTO letters (id, destination_id, run_id, profile_id, export_id, code, message, attempts, created_at, state, ended_at)
  SELECT id, destination_id, run_id, profile_id, export_id, code, message, attempts, created_at, state, iif(state = 'open', NULL, created_at) FROM dead_letters ORDER BY created_at, id;
INSERT INTO dead_letter_records (key, data) SELECT l.key, d.data FROM dead_letters d JOIN letters l ON l.id = d.id WHERE d.data IS NOT NULL;
DROP TABLE dead_letters;
ALTER TABLE letters RENAME TO dead_letters;
CREATE INDEX dead_letters_by_destination ON dead_letters (destination_id, created_at, id);
CREATE INDEX dead_letters_by_profile ON dead_letters (profile_id, created_at, id);
-- Holds all a filter asks for, so that walking past letters that do not fit reads no row.
CREATE INDEX dead_letters_open ON dead_letters (destination_id, key, code, created_at, profile_id, run_id) WHERE state = 'open';
