import { newId } from '../kit/ids.ts';
import type { RunRow } from '../store/rows.ts';
import { noOutcomes } from '../store/sums.ts';

/** A backfill that has not begun: everyone who is in any of the segments now. */
export function newBackfill(destinationId: string, segmentIds: readonly string[], total: number, now: number): RunRow {
  return {
    id: newId('run'),
    destinationId,
    kind: 'backfill',
    state: 'running',
    startedAt: now,
    endedAt: null,
    done: 0,
    total,
    segmentIds,
    cursor: '',
    ahead: [],
    sums: noOutcomes,
  };
}
