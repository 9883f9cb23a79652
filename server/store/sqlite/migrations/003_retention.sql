-- Minutes are kept run by run. Those from before have the run '': of which runs they are is not known any more.
CREATE TABLE run_minutes (
  destination_id TEXT NOT NULL,
  minute INTEGER NOT NULL,
  run_id TEXT NOT NULL,
  received INTEGER NOT NULL,
  activated INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  retried INTEGER NOT NULL,
  throttled INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  latency TEXT NOT NULL,
  reasons TEXT NOT NULL,
  PRIMARY KEY (destination_id, minute, run_id)
) STRICT, WITHOUT ROWID;
INSERT INTO run_minutes (destination_id, minute, run_id, received, activated, excluded, failed, retried, throttled, bytes, latency, reasons)
SELECT destination_id, minute, '', received, activated, excluded, failed, retried, throttled, bytes, latency, reasons FROM metrics_minutes;
DROP TABLE metrics_minutes;
ALTER TABLE run_minutes RENAME TO metrics_minutes;
CREATE INDEX metrics_minutes_by_run ON metrics_minutes (run_id, minute);

-- Age of the oldest unsettled change at the end of a minute; no row where nothing was unsettled.
CREATE TABLE lag_minutes (
  destination_id TEXT NOT NULL,
  minute INTEGER NOT NULL,
  lag_ms INTEGER NOT NULL,
  PRIMARY KEY (destination_id, minute)
) STRICT, WITHOUT ROWID;

-- The outcomes that removed rows stood for, so that what is kept and what was removed always add up to all there were.
CREATE TABLE pruned_outcomes (
  destination_id TEXT NOT NULL,
  kept_as TEXT NOT NULL CHECK (kept_as IN ('deliveries', 'dead_letters', 'minutes', 'runs')),
  received INTEGER NOT NULL,
  activated INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  PRIMARY KEY (destination_id, kept_as)
) STRICT, WITHOUT ROWID;
