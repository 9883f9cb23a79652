-- What data may not be used for. JSON: lists of uses and of labels.
CREATE TABLE policies (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  use_cases TEXT NOT NULL,
  labels TEXT NOT NULL,
  label_match TEXT NOT NULL CHECK (label_match IN ('any', 'all')),
  enabled INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
-- Labels of attributes, by path, and of identities, by namespace. A row stays when its labels are taken away: its version goes on.
CREATE TABLE field_labels (
  kind TEXT NOT NULL CHECK (kind IN ('attribute', 'identity')),
  name TEXT NOT NULL,
  labels TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
-- A handful among many segments.
CREATE INDEX segments_labelled ON segments (id) WHERE labels <> '[]';
