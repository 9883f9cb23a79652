-- The minutes of all runs of a destination, added up by the hour: a long range is read in hours.
CREATE TABLE metrics_hours (
  destination_id TEXT NOT NULL,
  hour INTEGER NOT NULL,
  received INTEGER NOT NULL,
  activated INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  retried INTEGER NOT NULL,
  throttled INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  latency TEXT NOT NULL,
  reasons TEXT NOT NULL,
  PRIMARY KEY (destination_id, hour)
) WITHOUT ROWID, STRICT;

INSERT INTO metrics_hours (destination_id, hour, received, activated, excluded, failed, retried, throttled, bytes, latency, reasons)
SELECT destination_id, minute - minute % 3600000, sum(received), sum(activated), sum(excluded), sum(failed), sum(retried), sum(throttled), sum(bytes), '{}', '[]'
FROM metrics_minutes GROUP BY 1, 2;

UPDATE metrics_hours SET latency = h.latency
FROM (
  SELECT destination_id, hour, json_group_object(bucket, count) AS latency
  FROM (
    SELECT m.destination_id, m.minute - m.minute % 3600000 AS hour, l.key AS bucket, sum(l.value) AS count
    FROM metrics_minutes m, json_each(m.latency) l GROUP BY 1, 2, 3
  ) GROUP BY 1, 2
) h WHERE h.destination_id = metrics_hours.destination_id AND h.hour = metrics_hours.hour;

UPDATE metrics_hours SET reasons = h.reasons
FROM (
  SELECT destination_id, hour, json_group_array(json_object('code', code, 'counter', counter, 'count', count)) AS reasons
  FROM (
    SELECT m.destination_id, m.minute - m.minute % 3600000 AS hour, r.value ->> 'code' AS code, r.value ->> 'counter' AS counter, sum(r.value ->> 'count') AS count
    FROM metrics_minutes m, json_each(m.reasons) r GROUP BY 1, 2, 3, 4
  ) GROUP BY 1, 2
) h WHERE h.destination_id = metrics_hours.destination_id AND h.hour = metrics_hours.hour;
