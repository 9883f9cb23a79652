import type { HotShard, Shards } from '../../shared/shards.ts';
import { formatBytes, formatDuration, formatHour, formatPlural, formatShare } from '../ui/format.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** "412 records/s", "0.3 records/s". */
const recordsRate = (perSecond: number): string => formatPlural(Number(perSecond.toFixed(perSecond < 10 ? 1 : 0)), 'record/s', 'records/s');
const bytesRate = (perSecond: number): string => `${formatBytes(Math.round(perSecond))}/s`;

/** "412 records/s, 3.0 KiB/s". */
export const rateText = ({ recordsPerSecond, bytesPerSecond }: { recordsPerSecond: number; bytesPerSecond: number }): string =>
  `${recordsRate(recordsPerSecond)}, ${bytesRate(bytesPerSecond)}`;

/** Why nothing is counted: nobody delivers, or nothing was sent yet. */
export const uncountedText = ({ delivers }: Shards): string =>
  delivers
    ? 'Nothing was sent to this stream yet. What each shard (a part of the stream) takes is shown once segments are activated.'
    : 'Nothing is delivered right now, so it is not known what the shards took. Changes are kept until delivery goes on.';

/** Of how full a shard is, or how much it takes where nobody knows what it could: the column, and the sentence above that says of which time it is. */
export const averageLabel = ({ limits }: Pick<Shards, 'limits'>): string => (limits === null ? 'Average rate' : 'Used on average');

/** What the table tells of: from when, of whom, and what a shard takes. `readAt`: when it was read, epoch milliseconds. */
export function aboutShards({ countedSince, limits, mode }: Shards, readAt: number): string {
  const since = countedSince === null ? readAt : Date.parse(countedSince);
  const age = readAt - since;
  const isYoung = age < minuteMs;
  const time =
    age >= hourMs
      ? 'in the last hour'
      : isYoung
        ? `in the ${formatDuration(Math.max(1_000, age))} since this server began to count`
        : `since ${formatHour(since)}, when this server began to count`;
  const capacity =
    limits !== null
      ? `Each takes ${recordsRate(limits.recordsPerSecond)} and ${bytesRate(limits.bytesPerSecond)}.`
      : mode === 'on_demand'
        ? 'The stream is in on-demand mode: AWS adds shards by itself, so how full one is cannot be said.'
        : 'How much each takes is shown once the stream was looked at.';
  return `What this server sent to each shard (the parts of the stream) ${time}. What others send to the stream is not counted. ${capacity} “${averageLabel({ limits })}” is over ${isYoung ? 'this time' : 'the last minute'}.`;
}

/** What is the matter with a shard. */
export function hotTitle({ shardId, cause }: HotShard): string {
  return cause === 'full' ? `${shardId} is nearly full` : `${shardId} holds records back`;
}

/** How that shows, and why. */
export function hotReason({ shardId, cause, isUneven }: HotShard, { shards }: Shards): string {
  const shard = shards.find((one) => one.shardId === shardId);
  const sign =
    cause === 'full'
      ? `It uses ${formatShare(shard?.used ?? 0, 1)} of what a shard takes.`
      : `It refused ${formatPlural(shard?.throttled ?? 0, 'attempt')} in the last hour; each was made again by itself, and nothing is lost.`;
  const why = isUneven
    ? 'It gets more than twice as much as the others on average: all records of one partition key go to the same shard, one after another. So a key that many people share, or one person with very many changes, makes that shard busy and waits longer than others.'
    : 'No shard stands out: the stream as a whole has hardly any room.';
  return `${sign} ${why}`;
}

/** What whoever runs the stream in AWS can do; the partition key is for the marketer to change. */
export function hotRemedy({ isUneven }: HotShard, { mode }: Shards): string {
  if (!isUneven) return 'Ask whoever runs the stream in AWS to add shards, or to switch it to on-demand mode.';
  if (mode === 'on_demand') return 'AWS splits busy shards of this stream by itself, but one partition key always stays in one shard.';
  return 'Where several keys share the shard, it also helps to split it or to add shards in AWS.';
}

/** Throttled attempts that are in no row. '' where there are none. */
export function unplacedText({ unplacedThrottled }: Shards): string {
  return unplacedThrottled === 0
    ? ''
    : `${formatPlural(unplacedThrottled, 'attempt')} came at a moment when the stream took no more, and it is not known from which shard: whole requests were refused, or these credentials may not list the shards.`;
}
