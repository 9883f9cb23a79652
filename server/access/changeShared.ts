import type { Clock } from '../kit/clock.ts';
import type { SharedState, SharedStateStore } from '../store/sharedStateStore.ts';

/** `next`: what is kept from here on; null: nothing; left out: what was. */
export interface Changed<Result> {
  readonly next?: SharedState | null;
  readonly result: Result;
}

/** Under which scope and key, where, and by which clock. */
export interface SharedPlace {
  readonly store: SharedStateStore;
  readonly clock: Clock;
  readonly scope: string;
  readonly key: string;
}

/** Changes what all servers agree on by a rule, which is asked again where another one got in between. */
export async function changeShared<Result>({ store, clock, scope, key }: SharedPlace, rule: (known: string | null, now: number) => Changed<Result>): Promise<Result> {
  for (;;) {
    const now = clock.now();
    const known = await store.getShared(scope, key, now);
    const { next, result } = rule(known, now);
    if (next === undefined || (await store.swapShared(scope, key, now, known, next))) return result;
  }
}
