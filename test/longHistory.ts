import { DatabaseSync } from 'node:sqlite';
import { bucketOf } from '../server/kit/histogram.ts';
import type { OutcomeSums } from '../server/store/rows.ts';
import { sumColumns, sumValues } from '../server/store/storedSums.ts';
import { addSums, noOutcomes } from '../server/store/sums.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const minutes = 24 * 60;
const shards = 4;
const bytesPerRecord = 440;
/** Of this many records one fails, and one is excluded. */
const perFailure = 1_000;
const perExclusion = 50;
/** People have about ten records each. */
const perPerson = 10;
/** Milliseconds that a tenth, most and a tenth of the records take. */
const latencies = [18, 45, 160] as const;

/** What was written; `received = activated + excluded + failed`. */
export interface LongHistory {
  readonly received: number;
  readonly activated: number;
  readonly excluded: number;
  readonly failed: number;
  /** Somebody with deliveries. */
  readonly profileId: string;
  /** One of its runs. */
  readonly runId: string;
}

/** Writes what a day of delivery of about so many records leaves, straight into the tables: delivering ten million takes a quarter of an hour. The day ends with the last full hour before `now`. */
export function writeLongHistory(file: string, destinationId: string, records: number, now: number): LongHistory {
  const database = new DatabaseSync(file);
  const end = now - (now % hourMs);
  const people = Math.max(1, Math.ceil(records / perPerson));
  const insertMinute = database.prepare(`INSERT INTO metrics_minutes (destination_id, minute, run_id, ${sumColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const insertLag = database.prepare('INSERT INTO lag_minutes (destination_id, minute, lag_ms) VALUES (?, ?, ?)');
  const numbers = 'WITH RECURSIVE numbers (n) AS (SELECT ?1 WHERE ?2 > 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?1 + ?2)';
  const moment = `CAST(?5 + (n - ?1) * ${minuteMs} / ?2 AS INTEGER)`;
  const person = `printf('crm-%09d', (n * 7919) % ${people})`;
  const insertDeliveries = database.prepare(
    `${numbers} INSERT INTO deliveries (export_id, destination_id, run_id, profile_id, reason, partition_key, shard_id, sequence_number, attempts, bytes, accepted_at, delivered_at)
     SELECT printf('%032x', n), ?3, ?4, ${person}, CASE n % 3 WHEN 0 THEN 'membership' WHEN 1 THEN 'identity' ELSE 'attribute' END, ${person},
       printf('shardId-%012d', n % ${shards}), printf('49%054d', n), 1, ${bytesPerRecord}, ${moment}, ${moment} + ${latencies[1]} FROM numbers`,
  );
  const insertLetters = database.prepare(
    `${numbers} INSERT INTO dead_letters (id, destination_id, run_id, profile_id, export_id, code, message, attempts, created_at, state)
     SELECT 'dl_' || printf('%032x', n), ?3, ?4, ${person}, printf('%032x', n), 'record_too_large', 'The record has 1,200,000 bytes, and the stream takes 1,048,576.', '[]', ${moment}, 'open' FROM numbers`,
  );
  const hours = new Map<number, OutcomeSums>();
  let all = noOutcomes;
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; BEGIN');
  for (let index = 0; index < minutes; index += 1) {
    const minute = end - (minutes - index) * minuteMs;
    const hour = minute - (minute % hourMs);
    const runId = runOf(destinationId, hour);
    // More by day than by night.
    const received = Math.round((records / minutes) * (1 + 0.5 * Math.sin((2 * Math.PI * index) / minutes)));
    const first = all.received;
    const failed = multiplesWithin(first, received, perFailure);
    const excluded = multiplesWithin(first, received, perExclusion) - failed;
    const activated = received - failed - excluded;
    insertDeliveries.run(first, activated, destinationId, runId, minute);
    insertLetters.run(first + activated, failed, destinationId, runId, minute);
    const slow = Math.floor(activated / 10);
    const sums: OutcomeSums = {
      received,
      activated,
      excluded,
      failed,
      retried: 0,
      throttled: index % 60 === 0 ? 25 : 0,
      bytes: activated * bytesPerRecord,
      latency: { [bucketOf(latencies[0])]: slow, [bucketOf(latencies[1])]: activated - 2 * slow, [bucketOf(latencies[2])]: slow },
      reasons: [
        ...(excluded > 0 ? [{ code: 'mapping_value_missing', counter: 'excluded', count: excluded } as const] : []),
        ...(failed > 0 ? [{ code: 'record_too_large', counter: 'failed', count: failed } as const] : []),
      ],
    };
    insertMinute.run(destinationId, minute, runId, ...sumValues(sums));
    insertLag.run(destinationId, minute, index % 60 === 0 ? 4_000 : 40);
    hours.set(hour, addSums(hours.get(hour) ?? noOutcomes, sums));
    all = addSums(all, sums);
  }
  for (const [hour, sums] of hours) writeHour(database, destinationId, hour, sums);
  database.prepare('UPDATE destinations SET last_delivered_at = ? WHERE id = ?').run(end - latencies[1], destinationId);
  database.exec('COMMIT');
  database.close();
  const { received, activated, excluded, failed } = all;
  return { received, activated, excluded, failed, profileId: 'crm-000000001', runId: runOf(destinationId, end - hourMs) };
}

/** How many multiples there are among `count` numbers from `first` on. */
function multiplesWithin(first: number, count: number, of: number): number {
  return Math.floor((first + count - 1) / of) - Math.floor((first - 1) / of);
}

const runOf = (destinationId: string, hour: number): string => `run_${destinationId.replace(/^dst_/, '')}_${(hour / hourMs).toString(36)}`;

/** The run of an hour and what is added up of it elsewhere. */
function writeHour(database: DatabaseSync, destinationId: string, hour: number, sums: OutcomeSums): void {
  database
    .prepare(
      `INSERT INTO runs (id, destination_id, kind, state, started_at, ended_at, done, total, segment_ids, cursor, ahead, resumed_at, ${sumColumns})
       VALUES (?, ?, 'streaming', 'completed', ?3, ?3 + ${hourMs}, 0, 0, '[]', '', '[]', ?3, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(runOf(destinationId, hour), destinationId, hour, ...sumValues(sums));
  database.prepare(`INSERT INTO metrics_hours (destination_id, hour, ${sumColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(destinationId, hour, ...sumValues(sums));
  const { received, activated, excluded, failed, throttled, bytes } = sums;
  for (const [table, time, at] of [
    ['totals_hours', 'hour', hour],
    ['totals_days', 'day', hour - (hour % (24 * hourMs))],
  ] as const) {
    database
      .prepare(
        `INSERT INTO ${table} (${time}, destination_id, received, activated, excluded, failed, throttled, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET received = received + excluded.received, activated = activated + excluded.activated, excluded = ${table}.excluded + excluded.excluded,
           failed = failed + excluded.failed, throttled = throttled + excluded.throttled, bytes = bytes + excluded.bytes`,
      )
      .run(at, destinationId, received, activated, excluded, failed, throttled, bytes);
  }
}
