import type { Growth } from '../../shared/segmentHistory.ts';
import { formatCount, formatHour, formatPlural, formatUtcDay } from '../ui/format.ts';

const dayMs = 86_400_000;

/** Stretches of time a person can look at, milliseconds. Hours are kept for 14 days, days for a year. */
export const growthPeriods = {
  week: { label: '7 days', length: 7 * dayMs },
  month: { label: '30 days', length: 30 * dayMs },
  year: { label: 'A year', length: 365 * dayMs },
} as const;
export type GrowthPeriod = keyof typeof growthPeriods;

/** Beginning of an hour in the reader's zone, or of a day, which is one of UTC. */
export const formatStep = (at: number, step: Growth['step']): string => (step === 'hour' ? formatHour(at) : formatUtcDay(at));

/** What the points come to, in a sentence. */
export function growthSentence({ points }: Pick<Growth, 'points'>): string {
  const entered = points.reduce((sum, point) => sum + point.entered, 0);
  const exited = points.reduce((sum, point) => sum + point.exited, 0);
  if (entered + exited === 0) return 'Nobody entered or left in this time.';
  const net = entered - exited;
  const change = net === 0 ? 'As many as before' : `${formatPlural(Math.abs(net), 'person', 'people')} ${net > 0 ? 'more' : 'fewer'}`;
  return `${change}: ${formatCount(entered)} entered, ${formatCount(exited)} left.`;
}
