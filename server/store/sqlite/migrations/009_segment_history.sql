-- People who entered and left a segment, by hour; an hour without any has no row. Sizes of the past follow from the size
-- now, so they cannot disagree with it. Hours that are old become one row of their day, UTC.
CREATE TABLE segment_hours (
  segment_key INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  entered INTEGER NOT NULL,
  exited INTEGER NOT NULL,
  PRIMARY KEY (segment_key, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_hours_by_hour ON segment_hours (hour);

CREATE TABLE segment_days (
  segment_key INTEGER NOT NULL,
  day INTEGER NOT NULL,
  entered INTEGER NOT NULL,
  exited INTEGER NOT NULL,
  PRIMARY KEY (segment_key, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_days_by_day ON segment_days (day);

-- Of segments that are there already nothing is known of the time before this update.
ALTER TABLE segments ADD COLUMN counted_from INTEGER NOT NULL DEFAULT 0;
UPDATE segments SET counted_from = unixepoch() * 1000;
