-- Divides the two tables that grow with every change, so that what is needed no longer goes by dropping a part instead of
-- row by row. Optional; for thousands of changes a second (docs/scaling.md). Run once, as the owner of the tables, with all
-- servers stopped:  psql --set ON_ERROR_STOP=1 --file deploy/postgres-partitions.sql "$DATABASE_URL"
-- It builds an index over deliveries that are there already; all else is a matter of names.
-- Then, every hour, by cron or pg_cron:  SELECT add_partitions(); SELECT drop_old_partitions(30);
-- which keeps proofs of delivery for 30 days; set TRIBUTARY_DELIVERIES_DAYS to 32, so that workers leave them to it. A part is named after its end: change_log_to_<sequence>, deliveries_to_<epoch milliseconds>.
BEGIN;
LOCK TABLE change_log, deliveries IN ACCESS EXCLUSIVE MODE;

-- Entries of a part of the log.
CREATE FUNCTION log_part_rows() RETURNS bigint LANGUAGE sql STABLE RETURN coalesce(nullif(current_setting('tributary.log_part_rows', true), '')::bigint, 50000000);
CREATE FUNCTION start_of_day(days_from_now integer) RETURNS bigint LANGUAGE sql STABLE
  RETURN (extract(epoch FROM date_trunc('day', now(), 'UTC') + make_interval(days => days_from_now)) * 1000)::bigint;

-- Makes parts for the next three days, and for the next three parts of the log.
CREATE FUNCTION add_partitions() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  head bigint := (SELECT last_value FROM change_log_sequence);
  rows bigint := log_part_rows();
BEGIN
  FOR part IN head / rows + 1 .. head / rows + 3 LOOP
    IF to_regclass(format('change_log_to_%s', (part + 1) * rows)) IS NULL THEN
      EXECUTE format('CREATE TABLE change_log_to_%s PARTITION OF change_log FOR VALUES FROM (%s) TO (%s)', (part + 1) * rows, part * rows, (part + 1) * rows);
    END IF;
  END LOOP;
  FOR day IN 1 .. 3 LOOP
    IF to_regclass(format('deliveries_to_%s', start_of_day(day + 1))) IS NULL THEN
      EXECUTE format('CREATE TABLE deliveries_to_%s PARTITION OF deliveries FOR VALUES FROM (%s) TO (%s)', start_of_day(day + 1), start_of_day(day), start_of_day(day + 1));
    END IF;
  END LOOP;
END
$$;

-- Drops parts of the log that every destination has settled, and parts of deliveries that are older than so many days; their
-- counts stay. Takes a lock for a moment; a call that does not get it within two seconds fails and may be made again.
CREATE FUNCTION drop_old_partitions(deliveries_days integer) RETURNS SETOF text LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  part record;
  settled bigint := (SELECT min(c.watermark) FROM checkpoints c JOIN activations a ON a.destination_id = c.destination_id);
BEGIN
  FOR part IN
    SELECT p.relname AS parent, c.relname AS name, substring(c.relname FROM '_to_(\d+)$')::bigint AS ends
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
    WHERE i.inhparent IN ('change_log'::regclass, 'deliveries'::regclass) AND c.relname ~ '_to_\d+$' ORDER BY 3
  LOOP
    IF part.parent = 'change_log' THEN
      CONTINUE WHEN settled IS NULL OR part.ends - 1 > settled;
      UPDATE log_start SET trimmed = greatest(trimmed, part.ends - 1);
    ELSE
      CONTINUE WHEN part.ends > start_of_day(0) - deliveries_days * 86400000::bigint;
      EXECUTE format(
        'INSERT INTO pruned_outcomes AS p (destination_id, kept_as, received, activated, excluded, failed)
         SELECT destination_id, ''deliveries'', 0, count(*), 0, 0 FROM %I GROUP BY destination_id ORDER BY destination_id
         ON CONFLICT (destination_id, kept_as) DO UPDATE SET activated = p.activated + excluded.activated', part.name);
    END IF;
    EXECUTE format('DROP TABLE %I', part.name);
    RETURN NEXT part.name;
  END LOOP;
END
$$;

DO $$
DECLARE
  rows bigint := log_part_rows();
  ends bigint := ((SELECT last_value FROM change_log_sequence) / rows + 1) * rows;
  first text := format('change_log_to_%s', ends);
BEGIN
  EXECUTE format('ALTER TABLE change_log RENAME TO %I', first);
  EXECUTE format('ALTER INDEX change_log_pkey RENAME TO %I', first || '_pkey');
  EXECUTE format('CREATE TABLE change_log (LIKE %I INCLUDING DEFAULTS) PARTITION BY RANGE (sequence)', first);
  ALTER TABLE change_log ADD CONSTRAINT change_log_pkey PRIMARY KEY (sequence);
  EXECUTE format('ALTER TABLE change_log ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%s)', first, ends);
  -- For entries that find no part since add_partitions() was not called: a cause for an alarm, and not for a refusal.
  CREATE TABLE change_log_rest PARTITION OF change_log DEFAULT;

  ends := start_of_day(1);
  first := format('deliveries_to_%s', ends);
  EXECUTE format('ALTER TABLE deliveries RENAME TO %I', first);
  EXECUTE format('ALTER TABLE %I DROP CONSTRAINT deliveries_pkey', first);
  EXECUTE format('ALTER TABLE %I ALTER key DROP IDENTITY', first);
  EXECUTE format('ALTER INDEX deliveries_by_destination RENAME TO %I', first || '_by_destination');
  EXECUTE format('ALTER INDEX deliveries_by_profile RENAME TO %I', first || '_by_profile');
  EXECUTE format('CREATE TABLE deliveries (LIKE %I) PARTITION BY RANGE (delivered_at)', first);
  ALTER TABLE deliveries ALTER key ADD GENERATED BY DEFAULT AS IDENTITY;
  -- A key of a divided table names what divides it. Keys stay unique by where they come from.
  ALTER TABLE deliveries ADD CONSTRAINT deliveries_pkey PRIMARY KEY (key, delivered_at);
  CREATE INDEX deliveries_by_destination ON deliveries (destination_id, delivered_at);
  CREATE INDEX deliveries_by_profile ON deliveries (profile_id, delivered_at);
  EXECUTE format('ALTER TABLE deliveries ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%s)', first, ends);
  CREATE TABLE deliveries_rest PARTITION OF deliveries DEFAULT;
  PERFORM setval(pg_get_serial_sequence('deliveries', 'key'), coalesce((SELECT max(key) FROM deliveries), 0) + 1, false);
END
$$;

SELECT add_partitions();
COMMIT;
