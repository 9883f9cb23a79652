-- Files of people. `key` stands for the id in the table with a row per person.
CREATE TABLE imports (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  file_name TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format IN ('csv', 'ndjson', 'parquet')),
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('uploaded', 'queued', 'checking', 'importing', 'exiting', 'completed', 'cancelled', 'failed')),
  preview TEXT,
  has_file INTEGER NOT NULL CHECK (has_file IN (0, 1)),
  settings TEXT,
  row_count INTEGER,
  done INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  report_bytes INTEGER NOT NULL,
  members INTEGER,
  looked_at INTEGER NOT NULL,
  last_member TEXT NOT NULL,
  exited INTEGER NOT NULL,
  segment_at INTEGER,
  errors TEXT NOT NULL,
  problem TEXT,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER
) STRICT;
CREATE INDEX imports_by_content ON imports (sha256);

-- Whom the file of an import that replaces a segment names.
CREATE TABLE import_profiles (
  import_key INTEGER NOT NULL,
  profile_id TEXT NOT NULL,
  PRIMARY KEY (import_key, profile_id)
) STRICT, WITHOUT ROWID;
