import type { RunKind } from '../../shared/delivery.ts';

/** Some runs of a destination; null: whatever it is. */
export interface RunFilter {
  readonly destinationId: string;
  readonly kind: RunKind | null;
  /** How they ended; `open`: not yet. */
  readonly end: 'open' | 'completed' | 'cancelled' | 'failed' | null;
  /** Runs of live changes end by the clock, which nobody stores: those that began then or before, epoch milliseconds, are completed… */
  readonly overFrom: number;
  /** …except these, of which records are still under way. */
  readonly busy: readonly string[];
}

/** Every run of a destination. */
export const everyRun = (destinationId: string): RunFilter => ({ destinationId, kind: null, end: null, overFrom: 0, busy: [] });
