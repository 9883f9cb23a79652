import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SharedClock } from '../../client/ui/sharedClock.ts';

describe('the clock that parts of a page share', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => void vi.useRealTimers());

  test('one that comes later brings those before it up to date', () => {
    const clock = new SharedClock(15_000);
    const told: number[] = [];
    clock.subscribe(() => told.push(clock.time()));
    vi.advanceTimersByTime(9_400);
    expect(clock.time()).toBe(1_000_000);
    clock.subscribe(() => {});
    expect([told, clock.time()]).toEqual([[1_009_000], 1_009_000]);
  });

  test('goes on by its period, and stands while nobody looks', () => {
    const clock = new SharedClock(15_000);
    const stop = clock.subscribe(() => {});
    vi.advanceTimersByTime(15_000);
    expect(clock.time()).toBe(1_015_000);
    stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(3_600_000);
    expect(clock.time()).toBe(4_615_000);
  });
});
