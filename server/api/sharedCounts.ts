import type { Store as RateLimitStore } from 'express-rate-limit';
import { changeShared, type SharedPlace } from '../access/changeShared.ts';
import { hashToken } from '../access/tokens.ts';
import type { Clock } from '../kit/clock.ts';
import type { SharedStateStore } from '../store/sharedStateStore.ts';

/** `until`: the end of the window, epoch milliseconds. */
interface Hits {
  readonly count: number;
  readonly until: number;
}

/** Requests of each client in a window of time, counted at all servers together. `name`: of what. */
export function sharedCounts({ store, clock, name, windowMs }: { store: SharedStateStore; clock: Clock; name: string; windowMs: number }): RateLimitStore {
  const placeOf = (client: string): SharedPlace => ({ store, clock, scope: `requests-${name}`, key: hashToken(client) });
  const add = (client: string, more: number): Promise<Hits> =>
    changeShared(placeOf(client), (known, now) => {
      const { count, until } = known === null ? { count: 0, until: now + windowMs } : (JSON.parse(known) as Hits);
      const hits = { count: Math.max(0, count + more), until };
      return { next: { value: JSON.stringify(hits), expiresAt: until }, result: hits };
    });
  return {
    localKeys: false,
    async increment(client) {
      const { count, until } = await add(client, 1);
      return { totalHits: count, resetTime: new Date(until) };
    },
    decrement: async (client) => void (await add(client, -1)),
    resetKey: (client) => changeShared(placeOf(client), () => ({ next: null, result: undefined })),
  };
}
