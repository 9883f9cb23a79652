import type { Forecast } from '../../shared/forecast.ts';
import { formatBytes, formatCount, formatDuration, formatPlural } from '../ui/format.ts';

const limits: Readonly<Record<NonNullable<Forecast['limitedBy']>, string>> = {
  shard_records: 'limited by the records the stream takes a second',
  shard_bytes: 'limited by the bytes the stream takes a second',
  hot_shard: 'limited by one shard that gets more than the others',
  sender: 'limited by how fast this server makes records',
};

/** What a forecast comes to, in words: how many, what the stream takes, how long. */
export function forecastFacts({ profiles, records, bytes, seconds, limitedBy, capacity }: Forecast): [name: string, value: string][] {
  const left = records < profiles ? ` of ${formatPlural(profiles, 'person', 'people')}` : '';
  const time =
    seconds === null
      ? 'Not known'
      : seconds <= 1
        ? records === 0
          ? 'None'
          : 'About a second'
        : `About ${formatDuration(seconds * 1_000)}${limitedBy === null ? '' : `, ${limits[limitedBy]}`}`;
  return [
    ['Records', `About ${formatCount(records)}${left}, ${formatBytes(bytes)}`],
    [
      'The stream takes',
      capacity === null
        ? 'Not known'
        : `${formatCount(capacity.recordsPerSecond)} records and ${formatBytes(capacity.bytesPerSecond)} a second (${formatPlural(capacity.shards, 'shard')})`,
    ],
    ['Time', time],
  ];
}
