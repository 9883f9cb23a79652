import type { Forecast } from '../../shared/forecast.ts';
import type { Random } from '../kit/backoff.ts';
import type { PartitionMap, StreamClient } from '../publisher/streamClient.ts';
import type { HistoryStore } from '../store/historyStore.ts';
import type { ProfileStore } from '../store/store.ts';
import { expectRecords } from './expectation.ts';
import { profileOf } from './handOver.ts';
import type { DeliveryPlan } from './plan.ts';
import { exportIdOf, makeRecord } from './record.ts';
import { hoursKeptDays } from './retention.ts';

const dayMs = 86_400_000;

/** Profiles that stand for all: their records are made, and thrown away. */
const sampleSize = 500;
/** Part of a shard's limit that is used (publisher/pace.ts). */
const usedShare = 0.985;
/** Records one backfill hands out a second, with answers after 60 ms: measured in November 2026 on two cores, with the rest of the process on them. */
const handOutPerSecond = 10_000;
/** What takes less is over before anybody could do something about it. */
const worthTellingSeconds = 60;
/** A shard takes more than this many times its even part before that counts as uneven and is told. */
const uneven = 1.5;

export interface ForecastRequest {
  readonly store: Pick<ProfileStore, 'readMembers' | 'countMembers'> & Pick<HistoryStore, 'readChangeHistory'>;
  readonly plan: DeliveryPlan;
  readonly segmentIds: readonly string[];
  readonly client: Pick<StreamClient, 'sizeOf' | 'positionOf' | 'limits'>;
  /** Null where they could not be looked up. */
  readonly partitions: PartitionMap | null;
  readonly random: Random;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a sample of profiles came to. */
export interface ForecastSample {
  readonly profiles: number;
  /** A required value is missing. */
  readonly excluded: number;
  readonly unconsenting: number;
  readonly failed: number;
  readonly records: readonly { readonly size: number; readonly position: number }[];
}

/** What a backfill of these segments would send, how long that takes, and what all of the activation sends a day from then on. Makes records by the same functions as delivery, and sends nothing. */
export async function forecastBackfill(request: ForecastRequest): Promise<Forecast> {
  const { store, plan, segmentIds, client, random, now } = request;
  const mapped = [...plan.segments.keys()];
  const [profiles, rows, members, history] = await Promise.all([
    store.countMembers(segmentIds),
    store.readMembers(segmentIds, '', sampleSize),
    store.countMembers(mapped),
    store.readChangeHistory(mapped, now - hoursKeptDays * dayMs),
  ]);
  const records: { size: number; position: number }[] = [];
  let excluded = 0;
  let unconsenting = 0;
  let failed = 0;
  for (const row of rows) {
    const exportId = exportIdOf(plan.destinationId, row.profileId, row.version, null);
    const facts = { exportId, reason: 'backfill' as const, profileVersion: row.version, sequence: row.sequence, at: now, changedSegments: new Set<string>() };
    const made = makeRecord(plan, profileOf(row), facts, random);
    if (made.kind === 'excluded' && made.code === 'consent_missing') unconsenting += 1;
    else if (made.kind === 'excluded') excluded += 1;
    else if (made.kind === 'failed' || client.sizeOf(made.record) > client.limits.maxBytesPerRecord) failed += 1;
    else records.push({ size: client.sizeOf(made.record), position: client.positionOf(made.record.partitionKey) });
  }
  const sent = rows.length === 0 ? 1 : records.length / rows.length;
  return {
    ...forecastOf({ profiles: rows.length, excluded, unconsenting, failed, records }, profiles, request.partitions),
    expected: expectRecords(plan, history, members, sent),
  };
}

/** PURE. From a sample to all `profiles`. The slowest shard decides how long it takes. */
export function forecastOf(sample: ForecastSample, profiles: number, partitions: PartitionMap | null): Omit<Forecast, 'expected'> {
  const perProfile = sample.profiles === 0 ? 0 : profiles / sample.profiles;
  const records = Math.round(sample.records.length * perProfile);
  const bytes = Math.round(sample.records.reduce((sum, { size }) => sum + size, 0) * perProfile);
  const capacity =
    partitions === null
      ? null
      : {
          shards: partitions.starts.length,
          recordsPerSecond: partitions.starts.length * partitions.recordsPerSecond,
          bytesPerSecond: partitions.starts.length * partitions.bytesPerSecond,
        };
  const pace = partitions === null ? null : paceOf(sample, records, bytes, partitions);
  return {
    profiles,
    records,
    bytes,
    sampled: sample.profiles,
    capacity,
    seconds: pace?.seconds ?? null,
    limitedBy: pace?.limitedBy ?? null,
    warnings: warningsOf(sample, perProfile, pace, partitions),
  };
}

interface Pace {
  readonly seconds: number;
  readonly limitedBy: Forecast['limitedBy'];
  /** Of the fullest shard. */
  readonly share: number;
}

function paceOf({ records: sampled }: ForecastSample, records: number, bytes: number, { starts, recordsPerSecond, bytesPerSecond }: PartitionMap): Pace {
  if (records === 0) return { seconds: 0, limitedBy: null, share: 0 };
  const share = Math.max(...partitionShares(sampled, starts));
  const needed = [
    { limitedBy: 'shard_records', seconds: (records * share) / (recordsPerSecond * usedShare) },
    { limitedBy: 'shard_bytes', seconds: (bytes * share) / (bytesPerSecond * usedShare) },
    { limitedBy: 'sender', seconds: records / handOutPerSecond },
  ] as const;
  const slowest = needed.reduce((one, other) => (other.seconds > one.seconds ? other : one));
  const isHot = slowest.limitedBy !== 'sender' && share * starts.length > uneven;
  return { seconds: Math.max(1, Math.ceil(slowest.seconds)), limitedBy: isHot ? 'hot_shard' : slowest.limitedBy, share };
}

/**
 * The part of all records that each partition gets: its part of the positions, as even keys would have it, unless the
 * sample shows more than chance explains (two standard deviations of a share).
 */
function partitionShares(sampled: ForecastSample['records'], starts: readonly number[]): number[] {
  const hits = starts.map(() => 0);
  for (const { position } of sampled) {
    const index = starts.findLastIndex((start) => start <= position);
    hits[Math.max(0, index)] = (hits[Math.max(0, index)] ?? 0) + 1;
  }
  return starts.map((start, index) => {
    const width = (starts[index + 1] ?? 1) - start;
    const seen = (hits[index] ?? 0) / sampled.length;
    return Math.max(width, seen - 2 * Math.sqrt((seen * (1 - seen)) / sampled.length));
  });
}

function warningsOf({ profiles, excluded, unconsenting, failed }: ForecastSample, perProfile: number, pace: Pace | null, partitions: PartitionMap | null): string[] {
  const warnings: string[] = [];
  const about = (count: number): string => (count === 1 ? 'about one person' : `about ${count.toLocaleString('en')} people`);
  if (profiles === 0) return ['Nobody is in these segments now, so nothing is sent at once.'];
  if (pace === null) warnings.push('The shards of the stream could not be looked up, so how long it takes is not known.');
  if (excluded > 0) warnings.push(`A required value is missing for ${about(Math.round(excluded * perProfile))}: they are left out.`);
  if (unconsenting > 0) warnings.push(`${capitalized(about(Math.round(unconsenting * perProfile)))} did not give the consent this destination needs: they are left out.`);
  if (failed > 0)
    warnings.push(`No record can be sent for ${about(Math.round(failed * perProfile))}, since it is too large or gets no partition key. Their changes become dead letters.`);
  if (pace?.limitedBy === 'hot_shard' && pace.seconds >= worthTellingSeconds && partitions !== null)
    warnings.push(
      `One of the ${partitions.starts.length} shards gets ${Math.round(pace.share * 100)}% of the records and holds up the others. A partition key that differs between people is faster.`,
    );
  if (pace !== null && pace.limitedBy !== 'sender' && pace.seconds >= worthTellingSeconds)
    warnings.push('Until it is done it uses all that the stream takes. Live changes still go first; others who write to the stream share it.');
  return warnings;
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
