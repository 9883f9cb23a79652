-- Times are epoch milliseconds. A `name_key` is the form in which names are compared (shared/text.ts).

-- With a row id: new documents go to the end of the table, and only the small index is filled at random places. That is
-- twice as fast as documents ordered by profile id.
CREATE TABLE profiles (
  profile_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  document TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- AUTOINCREMENT: a number that was seen once never comes back, whatever is removed.
CREATE TABLE change_log (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  profile_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  accepted_at INTEGER NOT NULL,
  document TEXT NOT NULL,
  change TEXT NOT NULL
) STRICT;

-- `key` stands for the id in the tables with a row per member: a third of their size, and so of their writing.
CREATE TABLE segments (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('discovered', 'api')),
  labels TEXT NOT NULL,
  -- Number of rows in segment_members, kept with every change of them.
  size INTEGER NOT NULL DEFAULT 0 CHECK (size >= 0),
  last_change_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX segments_by_name ON segments (name_key, id);

CREATE TABLE segment_members (
  segment_key INTEGER NOT NULL,
  profile_id TEXT NOT NULL,
  PRIMARY KEY (segment_key, profile_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment_coverage (
  segment_key INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  members INTEGER NOT NULL,
  PRIMARY KEY (segment_key, namespace)
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  region TEXT NOT NULL,
  sealed TEXT NOT NULL,
  facts TEXT NOT NULL,
  rotated_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;

-- A deleted destination keeps its row for its history, gives up its name and lets go of its account.
CREATE TABLE destinations (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  account_id TEXT REFERENCES accounts (id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  description TEXT NOT NULL,
  target TEXT NOT NULL,
  stream TEXT NOT NULL,
  stream_key TEXT NOT NULL,
  region TEXT NOT NULL,
  options TEXT NOT NULL,
  tags TEXT NOT NULL,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  pause TEXT,
  last_delivered_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  version INTEGER NOT NULL,
  CHECK (account_id IS NOT NULL OR deleted_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX destinations_by_name ON destinations (name_key) WHERE deleted_at IS NULL;
CREATE INDEX destinations_by_account ON destinations (account_id);

CREATE TABLE activations (
  destination_id TEXT PRIMARY KEY REFERENCES destinations (id),
  version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'paused')),
  document TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE activation_segments (
  destination_id TEXT NOT NULL REFERENCES activations (destination_id) ON DELETE CASCADE,
  segment_id TEXT NOT NULL REFERENCES segments (id),
  position INTEGER NOT NULL,
  backfill INTEGER NOT NULL CHECK (backfill IN (0, 1)),
  mapped_at INTEGER NOT NULL,
  mapping_updated_at INTEGER NOT NULL,
  PRIMARY KEY (destination_id, segment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX activation_segments_by_segment ON activation_segments (segment_id);

CREATE TABLE activation_versions (
  destination_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  document TEXT NOT NULL,
  -- JSON: [{ "id", "backfill" }]
  segments TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (destination_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
  destination_id TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL,
  watermark INTEGER NOT NULL,
  -- JSON: closed ranges [[from, to]]
  settled_ahead TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- `latency` and `reasons` are JSON, here and in metrics_minutes.
CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  destination_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  segment_ids TEXT NOT NULL,
  cursor TEXT NOT NULL,
  ahead TEXT NOT NULL,
  received INTEGER NOT NULL,
  activated INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  retried INTEGER NOT NULL,
  throttled INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  latency TEXT NOT NULL,
  reasons TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_destination ON runs (destination_id, started_at, id);

CREATE TABLE metrics_minutes (
  destination_id TEXT NOT NULL,
  minute INTEGER NOT NULL,
  received INTEGER NOT NULL,
  activated INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  retried INTEGER NOT NULL,
  throttled INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  latency TEXT NOT NULL,
  reasons TEXT NOT NULL,
  PRIMARY KEY (destination_id, minute)
) STRICT, WITHOUT ROWID;

-- `key` tells apart deliveries of the same millisecond.
CREATE TABLE deliveries (
  key INTEGER PRIMARY KEY,
  export_id TEXT NOT NULL,
  destination_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  partition_key TEXT NOT NULL,
  shard_id TEXT NOT NULL,
  sequence_number TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  accepted_at INTEGER NOT NULL,
  delivered_at INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_by_destination ON deliveries (destination_id, delivered_at);
CREATE INDEX deliveries_by_profile ON deliveries (profile_id, delivered_at);

CREATE TABLE dead_letters (
  id TEXT PRIMARY KEY,
  destination_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  export_id TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  attempts TEXT NOT NULL,
  data TEXT,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'replayed', 'discarded'))
) STRICT;
CREATE INDEX dead_letters_by_destination ON dead_letters (destination_id, created_at, id);
CREATE INDEX dead_letters_by_profile ON dead_letters (profile_id, created_at, id);

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  id_hash TEXT PRIMARY KEY,
  user_id TEXT,
  email TEXT,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE drafts (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  content TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE idempotency (
  key TEXT PRIMARY KEY,
  request_hash TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX idempotency_by_age ON idempotency (created_at);
