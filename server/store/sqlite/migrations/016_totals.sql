-- Outcomes of each destination by the hour and by the day, UTC: sums of metrics_minutes, written with them in one
-- transaction, so that pages about all destinations need not read every minute. Time comes first: that is what is read by.
CREATE TABLE totals_hours (
  hour INTEGER NOT NULL,
  destination_id TEXT NOT NULL,
  received INTEGER NOT NULL,
  activated INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  throttled INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (hour, destination_id)
) STRICT, WITHOUT ROWID;
INSERT INTO totals_hours
SELECT minute - minute % 3600000 AS hour, destination_id, sum(received), sum(activated), sum(excluded), sum(failed), sum(throttled), sum(bytes)
FROM metrics_minutes GROUP BY hour, destination_id;

CREATE TABLE totals_days (
  day INTEGER NOT NULL,
  destination_id TEXT NOT NULL,
  received INTEGER NOT NULL,
  activated INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  throttled INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (day, destination_id)
) STRICT, WITHOUT ROWID;
INSERT INTO totals_days
SELECT hour - hour % 86400000 AS day, destination_id, sum(received), sum(activated), sum(excluded), sum(failed), sum(throttled), sum(bytes)
FROM totals_hours GROUP BY day, destination_id;
