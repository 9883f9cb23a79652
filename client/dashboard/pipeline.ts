import type { Counts } from '../../shared/delivery.ts';
import { formatPlural, formatShare } from '../ui/format.ts';
import { sumOf, type ChartPoint } from './series.ts';
import { sharesOf } from './shares.ts';

/** One of the five boxes. */
export interface PipelineStage {
  readonly outcome: 'received' | 'excluded' | 'waiting' | 'delivered' | 'failed';
  readonly count: number;
  /** Share of what was received, in words. */
  readonly note: string;
  readonly trend: readonly number[];
  /** How many values fill the width of the trend. */
  readonly trendSlots: number;
}

/** What is open now. `trend`: live, a value a second. `unseen`: changes not looked at yet, which may or may not concern this destination. */
export interface OpenWork {
  readonly pending: number;
  readonly trend: readonly number[];
  readonly unseen: number;
}

/**
 * The five boxes from the outcomes of a period and what is open now. `received` is the sum of the other four, so that the
 * boxes always add up, and so do their shares. `sum`: where it is known from elsewhere, the series gives the trends only.
 */
export function pipelineOf(series: readonly ChartPoint[], open: OpenWork, sum: Pick<Counts, 'excluded' | 'activated' | 'failed'> = sumOf(series)): PipelineStage[] {
  const received = sum.excluded + open.pending + sum.activated + sum.failed;
  const [excluded = 0, waiting = 0, delivered = 0, failed = 0] = sharesOf([sum.excluded, open.pending, sum.activated, sum.failed]);
  const note = (share: number): string => (received === 0 ? 'None' : `${formatShare(share, 100)} of received`);
  const overTime = (valueOf: (point: ChartPoint) => number) => ({ trend: series.map(valueOf), trendSlots: series.length });
  // What is open is known since the page listens; before its second word that is one number.
  const waitingTrend = open.trend.length > 1 || series.length < 2 ? open.trend : [open.pending, open.pending];
  return [
    { outcome: 'received', count: received, note: received === 0 ? 'None' : 'Sum of the other four', ...overTime((point) => point.activated + point.excluded + point.failed) },
    { outcome: 'excluded', count: sum.excluded, note: note(excluded), ...overTime((point) => point.excluded) },
    {
      outcome: 'waiting',
      count: open.pending,
      note: open.unseen > 0 ? `and ${formatPlural(open.unseen, 'change')} not looked at yet` : note(waiting),
      trend: waitingTrend,
      trendSlots: waitingTrend.length,
    },
    { outcome: 'delivered', count: sum.activated, note: note(delivered), ...overTime((point) => point.activated) },
    { outcome: 'failed', count: sum.failed, note: note(failed), ...overTime((point) => point.failed) },
  ];
}
