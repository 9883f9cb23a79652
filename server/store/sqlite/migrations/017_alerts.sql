-- Thresholds are in the unit of the kind (shared/alert.ts). `muted_until` null with a `muted_by`: until it changes.
CREATE TABLE alert_rules (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  -- Null: all.
  destination_id TEXT REFERENCES destinations (id),
  warning REAL,
  critical REAL,
  window_minutes INTEGER NOT NULL,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  muted_by TEXT,
  muted_until INTEGER,
  updated_by TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX alert_rules_by_subject ON alert_rules (kind, coalesce(destination_id, ''));

-- Rules there are from the first start.
INSERT INTO alert_rules (id, kind, destination_id, warning, critical, window_minutes, enabled, updated_by, updated_at, version) VALUES
  ('alr_paused', 'paused', NULL, 0, 60, 15, 1, 'Tributary', 0, 1),
  ('alr_failure_rate', 'failure_rate', NULL, 2, 20, 15, 1, 'Tributary', 0, 1),
  ('alr_lag', 'lag', NULL, 5, 60, 15, 1, 'Tributary', 0, 1),
  ('alr_no_data', 'no_data', NULL, 24, NULL, 15, 1, 'Tributary', 0, 1),
  ('alr_capacity', 'capacity', NULL, 15, 120, 15, 1, 'Tributary', 0, 1),
  ('alr_credentials_failing', 'credentials_failing', NULL, 0, 60, 15, 1, 'Tributary', 0, 1),
  ('alr_credentials_ageing', 'credentials_ageing', NULL, 90, 180, 15, 1, 'Tributary', 0, 1);

-- Where each watch stands; JSON of server/alerts/step.ts.
CREATE TABLE alert_watches (
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (kind, subject_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE alerts (
  id TEXT PRIMARY KEY,
  rule_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_type TEXT NOT NULL CHECK (subject_type IN ('destination', 'account')),
  subject_id TEXT NOT NULL,
  subject_name TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('ok', 'warning', 'critical')),
  worst TEXT NOT NULL CHECK (worst IN ('warning', 'critical')),
  value REAL,
  threshold REAL,
  code TEXT,
  started_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  ended TEXT CHECK (ended IN ('recovered', 'unwatched')),
  last_change INTEGER NOT NULL,
  muted_by TEXT,
  muted_until INTEGER,
  CHECK ((level = 'ok') = (ended IS NOT NULL))
) STRICT;
CREATE INDEX alerts_by_change ON alerts (last_change);

-- Every change of level, numbered over all alerts: each is told once.
CREATE TABLE alert_changes (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  alert_id TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  level_before TEXT NOT NULL,
  level TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX alert_changes_by_alert ON alert_changes (alert_id);

-- Who has read what: up to which change.
CREATE TABLE alert_marks (
  owner TEXT PRIMARY KEY,
  up_to INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
