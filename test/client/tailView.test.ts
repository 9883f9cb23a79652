import { describe, expect, test } from 'vitest';
import { emptyTail, keptRows, pauseTail, takeBatch } from '../../client/tail/tailView.ts';
import type { TailBatch } from '../../shared/tail.ts';

const batchOf = (from: number, count: number, matched = count): TailBatch => ({
  at: '2026-11-20T10:00:00.000Z',
  matched,
  items: Array.from({ length: count }, (_, n) => ({
    at: '2026-11-20T10:00:00.000Z',
    outcome: 'delivered',
    profileId: `p${from + n}`,
    reason: 'membership',
    code: null,
    delivered: null,
    data: null,
    isMasked: false,
  })),
});
const idsOf = (rows: readonly { profileId: string | null }[]) => rows.map(({ profileId }) => profileId);

describe('the live tail', () => {
  test('has the newest on top, each under a key of its own, and says how many were left out', () => {
    const view = takeBatch(takeBatch(emptyTail, batchOf(0, 2)), batchOf(2, 2, 18_240));
    expect(idsOf(view.rows)).toEqual(['p3', 'p2', 'p1', 'p0']);
    expect(new Set(view.rows.map(({ key }) => key)).size).toBe(4);
    expect([view.second, view.matched]).toEqual([{ at: '2026-11-20T10:00:00.000Z', matched: 18_240, shown: 2 }, 18_242]);
  });

  test('keeps so many rows and no more', () => {
    let view = emptyTail;
    for (let second = 0; second < 10; second += 1) view = takeBatch(view, batchOf(second * 50, 50));
    expect([view.rows.length, view.rows[0]?.profileId, view.rows.at(-1)?.profileId]).toEqual([keptRows, 'p499', 'p300']);
  });

  test('stands still while it is paused, keeps the newest that come, and shows them when it goes on', () => {
    let view = pauseTail(takeBatch(emptyTail, batchOf(0, 2)), true);
    for (let second = 1; second <= 6; second += 1) view = takeBatch(view, batchOf(second * 50, 50, 1_000));
    expect([idsOf(view.rows), view.held.length, view.heldMatched]).toEqual([['p1', 'p0'], keptRows, 6_000]);
    const on = pauseTail(view, false);
    expect([on.rows.length, on.rows[0]?.profileId, on.held.length, on.heldMatched]).toEqual([keptRows, 'p349', 0, 0]);
  });
});
