import type { Clock } from '../kit/clock.ts';
import type { Announcements } from '../store/announcements.ts';
import { shownPerSecond, tickMs, type TailedRecord, type Watch, type WatchedBatch } from './tail.ts';
import { tailTopic, type TailCall, type TailPart } from './tailMessages.ts';

/** What is watched is said again this often, milliseconds: a worker that begins later hears of it, and several fit into the time after which it is forgotten (serveTail.ts). */
export const renewMs = 5_000;

/** What workers told of one watch since the batch before. */
class Gathered {
  readonly watch: Watch;
  #matched = 0;
  #records: TailedRecord[] = [];
  /** Source → all it has seen. */
  readonly #totals = new Map<string, number>();

  constructor(watch: Watch) {
    this.watch = watch;
  }

  add({ source, total, records }: TailPart): void {
    this.#matched += total - (this.#totals.get(source) ?? 0);
    this.#totals.set(source, total);
    this.#records.push(...records.slice(0, shownPerSecond - this.#records.length));
  }

  /** Null when nothing came. */
  take(watchId: string, at: number): WatchedBatch | null {
    if (this.#matched === 0) return null;
    const batch = { watchId, at, matched: this.#matched, records: this.#records.toSorted((a, b) => a.at - b.at) };
    this.#matched = 0;
    this.#records = [];
    return batch;
  }
}

/** The tail as those see it who watch from any process: workers of all processes are asked, and what they tell is one batch a second. */
export interface RemoteTail {
  /** Rejects where nobody can be asked. */
  watch(watch: Watch): Promise<void>;
  unwatch(watchId: string): void;
}

/** `address`: the topic on which this process, and no other, is told. */
export function createRemoteTail(options: {
  readonly topics: Pick<Announcements, 'publish' | 'hear'>;
  readonly address: string;
  readonly clock: Clock;
  readonly onWatched: (batch: WatchedBatch) => void;
}): RemoteTail {
  const { topics, address, clock, onWatched } = options;
  const watches = new Map<string, Gathered>();
  let stopTimers: (() => void) | null = null;

  const say = (calls: readonly TailCall[]): Promise<void> =>
    topics.publish(
      tailTopic,
      calls.map((call) => JSON.stringify(call)),
    );
  // Watchers of other processes choose the same ids.
  const known = (id: string): string => `${address}.${id}`;
  const callOf = (watch: Watch): TailCall => ({ watch: { ...watch, id: known(watch.id) }, replyTo: address });
  // Who does not hear it this time hears it the next time, and forgets what is not said again.
  const sayLater = (calls: readonly TailCall[]): void => void say(calls).catch(() => undefined);

  function startTimers(): () => void {
    const stops = [
      clock.every(tickMs, () => {
        const now = clock.now();
        for (const [id, gathered] of watches) {
          const batch = gathered.take(id, now);
          if (batch !== null) onWatched(batch);
        }
      }),
      clock.every(renewMs, () => sayLater([...watches.values()].map(({ watch }) => callOf(watch)))),
    ];
    return () => stops.forEach((stop) => stop());
  }

  topics.hear(address, (message) => {
    const part = JSON.parse(message) as TailPart;
    watches.get(part.watchId.slice(address.length + 1))?.add(part);
  });

  return {
    async watch(watch) {
      watches.set(watch.id, new Gathered(watch));
      stopTimers ??= startTimers();
      await say([callOf(watch)]);
    },
    unwatch(watchId) {
      if (!watches.delete(watchId)) return;
      sayLater([{ unwatch: known(watchId) }]);
      if (watches.size > 0) return;
      stopTimers?.();
      stopTimers = null;
    },
  };
}
