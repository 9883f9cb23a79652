import type { Breach } from '../../shared/policy.ts';
import { formatPlural } from '../ui/format.ts';

/** What to say after a change that made destinations break a policy; null: it made none. */
export function pausedSentence(destinations: readonly { readonly name: string }[]): string | null {
  const [first] = destinations;
  if (first === undefined) return null;
  return destinations.length === 1
    ? `${first.name} breaks a policy now, so it sends nothing.`
    : `${formatPlural(destinations.length, 'destination')} break a policy now, so they send nothing.`;
}

/** The destinations of breaches, each once. */
export const destinationsOf = (breaches: readonly Breach[]): Breach['destination'][] => [
  ...new Map(breaches.map(({ destination }) => [destination.id, destination] as const)).values(),
];
