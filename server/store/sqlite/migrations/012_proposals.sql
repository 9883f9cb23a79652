-- Who approved a version, where a second person had to; and what waits for one, at most one change per destination.
ALTER TABLE activation_versions ADD COLUMN approved_by TEXT;
CREATE TABLE proposals (
  destination_id TEXT PRIMARY KEY REFERENCES destinations (id),
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('activation', 'settings')),
  -- JSON: what would be put or patched.
  body TEXT NOT NULL,
  based_on INTEGER NOT NULL,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
