import type { Counts } from '../../shared/delivery.ts';
import { formatCount, formatPlural } from '../ui/format.ts';

/** Says that every record has exactly one outcome, with the sum to check it by; or, as loudly as a sentence can, that it has not. */
export function countsSentence({ received, activated, excluded, failed, pending }: Counts): string {
  if (received === 0 && activated + excluded + failed + pending === 0) return 'Nothing was received yet.';
  const sum = activated + excluded + failed + pending;
  const parts = `${formatCount(activated)} delivered + ${formatCount(excluded)} excluded + ${formatCount(failed)} failed + ${formatCount(pending)} waiting`;
  if (sum === received) return `${formatPlural(received, 'record')} received = ${parts}. Every one is accounted for.`;
  return `${formatPlural(received, 'record')} received, but ${parts} = ${formatCount(sum)}. These do not add up; give this line to whoever runs this server.`;
}

/** What it took besides the outcomes: attempts, not records. '' where each record went at the first attempt. */
export function attemptsSentence({ retried, throttled }: Pick<Counts, 'retried' | 'throttled'>): string {
  const parts = [
    ...(throttled === 0 ? [] : [`${formatPlural(throttled, 'attempt')} came at a moment when the stream took no more`]),
    ...(retried === 0 ? [] : [`${formatPlural(retried, 'attempt')} ended with a passing error`]),
  ];
  return parts.length === 0 ? '' : `${parts.join(', and ')}; each was made again by itself.`;
}
