import type { ChartRange } from '../dashboard/chartRange.ts';

/** Where the records behind the numbers of a time are listed: delivered and failed ones one by one, excluded ones by their reasons. */
export function recordLinks(destinationId: string, range: ChartRange): Readonly<Record<'excluded' | 'delivered' | 'failed', string>> {
  const home = `/destinations/${destinationId}`;
  const time = range.kind === 'live' ? { age: range.span } : { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() };
  return {
    excluded: '#reasons',
    delivered: `${home}/deliveries?${new URLSearchParams(time)}`,
    failed: `${home}/dead-letters?${new URLSearchParams({ state: 'all', ...time })}`,
  };
}
