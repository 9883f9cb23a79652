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

/** Two digits say all that an estimate knows: 1,234 → "1,200". */
const roughly = (value: number): string => formatCount(value < 100 ? value : Number(value.toPrecision(2)));

/** What is expected a day, and what that rests on. Not known is never a zero. */
export function expectedWords(expected: Forecast['expected']): { estimate: string; basis: string } {
  if (expected === null) return { estimate: 'Not known yet.', basis: 'How often people change is counted for an hour first. Look again then.' };
  const { perDay, membership, identity, attribute, days, busiestDay } = expected;
  const parts = [
    ...(membership > 0 ? [`${roughly(membership)} because people enter or leave`] : []),
    ...(identity > 0 ? [`${roughly(identity)} because identities change`] : []),
    ...(attribute > 0 ? [`${roughly(attribute)} because attributes change`] : []),
  ];
  const history = days < 2 ? formatPlural(Math.round(days * 24), 'hour') : `${formatCount(Math.round(days))} days`;
  const busiest = busiestDay === null || perDay === 0 ? '' : ` The busiest day would have had about ${roughly(busiestDay)}.`;
  return {
    estimate: perDay === 0 ? 'Hardly any: for people who get records, what is sent has not changed lately.' : `About ${roughly(perDay)} a day: ${parts.join(', ')}.`,
    basis: `An estimate from ${history} of history.${busiest}`,
  };
}
