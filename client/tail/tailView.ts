import type { TailBatch, TailRecord } from '../../shared/tail.ts';

/** Rows kept, on the page and while it is paused. */
export const keptRows = 200;

/** `key` rises with every row. */
export interface TailRow extends TailRecord {
  readonly key: number;
}

/** What the page shows of a stream of records, newest first. */
export interface TailView {
  readonly rows: readonly TailRow[];
  /** Came while it was paused: the newest of them. */
  readonly held: readonly TailRow[];
  /** How many came while it was paused, kept or not. */
  readonly heldMatched: number;
  readonly isPaused: boolean;
  /** The newest second with records: how many there were, and how many of them are shown. */
  readonly second: { readonly at: string; readonly matched: number; readonly shown: number } | null;
  /** All that came since the page was opened, shown or not. */
  readonly matched: number;
  readonly nextKey: number;
}

export const emptyTail: TailView = { rows: [], held: [], heldMatched: 0, isPaused: false, second: null, matched: 0, nextKey: 0 };

/** PURE. Takes what came within a second: onto the page, or behind it while it is paused. */
export function takeBatch(view: TailView, { at, matched, items }: TailBatch): TailView {
  const rows = items.map((record, index) => ({ ...record, key: view.nextKey + index })).reverse();
  const next = { ...view, matched: view.matched + matched, nextKey: view.nextKey + items.length };
  if (view.isPaused) return { ...next, held: newest(rows, view.held), heldMatched: view.heldMatched + matched };
  return { ...next, rows: newest(rows, view.rows), second: { at, matched, shown: items.length } };
}

/** PURE. Holds the page still, or lets what came meanwhile onto it. */
export function pauseTail(view: TailView, isPaused: boolean): TailView {
  if (isPaused) return { ...view, isPaused };
  return { ...view, isPaused, rows: newest(view.held, view.rows), held: [], heldMatched: 0 };
}

const newest = (first: readonly TailRow[], then: readonly TailRow[]): readonly TailRow[] => [...first, ...then].slice(0, keptRows);
