import type { Destination, DestinationPatch } from '../../shared/destination.ts';

/** What is done with several destinations at once. */
export type BulkTask = { readonly kind: 'enable' } | { readonly kind: 'disable' } | { readonly kind: 'tag'; readonly tag: string };

/** Tags a destination has at most. */
const mostTags = 20;

/** PURE. Those of the picked ones for which the task changes something; the others are left as they are. */
export function concernedBy(task: BulkTask, picked: readonly Destination[]): Destination[] {
  if (task.kind === 'enable') return picked.filter(({ status }) => status === 'disabled');
  if (task.kind === 'disable') return picked.filter(({ status }) => status === 'enabled' || status === 'paused');
  return picked.filter(({ tags }) => !tags.includes(task.tag) && tags.length < mostTags);
}

/** PURE. */
export const withTag = ({ tags }: Pick<Destination, 'tags'>, tag: string): DestinationPatch => ({ tags: [...tags, tag] });

/** What became of one of them; `error` is null where it worked. */
export interface BulkResult {
  readonly destination: Destination;
  readonly error: unknown;
}

/** One after the other, each by itself: one that fails stops none of the others. `onDone` is told how many are over. */
export async function runBulk(destinations: readonly Destination[], act: (destination: Destination) => Promise<unknown>, onDone: (count: number) => void): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  for (const destination of destinations) {
    results.push(
      await act(destination).then(
        () => ({ destination, error: null }),
        (error: unknown) => ({ destination, error }),
      ),
    );
    onDone(results.length);
  }
  return results;
}
