import { newId } from '../kit/ids.ts';
import type { LetterSelection, RunRow } from '../store/rows.ts';
import { noOutcomes } from '../store/sums.ts';

type Asked = Pick<RunRow, 'destinationId' | 'total' | 'author'> & { readonly now: number };

/** A backfill that has not begun: everyone who is in any of the segments when it reaches them. */
export function newBackfill({ segmentIds, ...asked }: Asked & { readonly segmentIds: readonly string[] }): RunRow {
  return newRun('backfill', asked, segmentIds, null);
}

/** A run that has not begun: tells that everyone who is in one of these segments, which are no longer mapped, left it. */
export function newExits({ segmentIds, ...asked }: Asked & { readonly segmentIds: readonly string[] }): RunRow {
  return newRun('exits', asked, segmentIds, null);
}

/** A replay or discard that has not begun, of the letters of the selection that are still open when it reaches them. */
export function newLetterRun({ kind, letters, ...asked }: Asked & { readonly kind: 'replay' | 'discard'; readonly letters: LetterSelection }): RunRow {
  return newRun(kind, asked, [], letters);
}

function newRun(kind: RunRow['kind'], { destinationId, total, author, now }: Asked, segmentIds: readonly string[], letters: LetterSelection | null): RunRow {
  return {
    id: newId('run'),
    destinationId,
    kind,
    state: 'running',
    startedAt: now,
    endedAt: null,
    done: 0,
    total,
    resumedAt: now,
    resumedDone: 0,
    author,
    segmentIds,
    letters,
    sums: noOutcomes,
  };
}
