-- What was measured at each change: a notice that is sent later tells of that moment.
ALTER TABLE alert_changes ADD COLUMN value REAL;
ALTER TABLE alert_changes ADD COLUMN threshold REAL;
ALTER TABLE alert_changes ADD COLUMN ended TEXT;

CREATE TABLE alert_channels (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('email', 'slack', 'webhook')),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  sealed TEXT NOT NULL,
  place TEXT NOT NULL,
  least_level TEXT NOT NULL CHECK (least_level IN ('warning', 'critical')),
  all_destinations INTEGER NOT NULL CHECK (all_destinations IN (0, 1)),
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  last_at INTEGER,
  last_ok INTEGER,
  last_message TEXT,
  updated_by TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE alert_subscriptions (
  channel_id TEXT NOT NULL REFERENCES alert_channels (id) ON DELETE CASCADE,
  destination_id TEXT NOT NULL REFERENCES destinations (id),
  PRIMARY KEY (channel_id, destination_id)
) STRICT, WITHOUT ROWID;

-- Which channel was told of which alert: what was told is told to its end.
CREATE TABLE alert_told (
  alert_id TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  channel_id TEXT NOT NULL REFERENCES alert_channels (id) ON DELETE CASCADE,
  PRIMARY KEY (alert_id, channel_id)
) STRICT, WITHOUT ROWID;

-- Notices on their way. `change` is a number of alert_changes.
CREATE TABLE alert_outbox (
  channel_id TEXT NOT NULL REFERENCES alert_channels (id) ON DELETE CASCADE,
  change INTEGER NOT NULL REFERENCES alert_changes (number) ON DELETE CASCADE,
  attempts INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  PRIMARY KEY (channel_id, change)
) STRICT, WITHOUT ROWID;
