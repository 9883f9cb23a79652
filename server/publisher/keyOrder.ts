/** An item in line. `keys` are the names it must not overtake anyone under; usually one, at most a few. */
export interface Ordered {
  readonly keys: readonly string[];
  /** How many of its keys have somebody before it. Written by KeyOrder alone. */
  blockers: number;
}

/**
 * At most one unsettled item per key. An item becomes ready when everyone who was added before it under any of its
 * keys has settled; until then it waits, whatever happens to them: retries, throttles, failed requests. Items of
 * different keys never wait for each other. Without deadlock, since all lines follow the one order of `add`.
 */
export class KeyOrder<T extends Ordered> {
  /** Per key: the unsettled item, then those behind it. */
  readonly #lines = new Map<string, T[]>();
  readonly #onReady: (item: T) => void;

  /** `onReady` is called once per item, when it may be sent; it stays unsettled until `settle`. */
  constructor(onReady: (item: T) => void) {
    this.#onReady = onReady;
  }

  add(item: T): void {
    item.blockers = 0;
    for (const key of item.keys) {
      const line = this.#lines.get(key);
      if (line === undefined) this.#lines.set(key, [item]);
      else {
        line.push(item);
        item.blockers += 1;
      }
    }
    if (item.blockers === 0) this.#onReady(item);
  }

  /** The item has its outcome: whoever is next under its keys moves up. */
  settle(item: T): void {
    for (const key of item.keys) {
      const line = this.#lines.get(key);
      if (line === undefined || line[0] !== item) throw new Error('An item was settled that is not first in its line.');
      if (line.length === 1) {
        this.#lines.delete(key);
        continue;
      }
      line.shift();
      const next = line[0];
      next.blockers -= 1;
      if (next.blockers === 0) this.#onReady(next);
    }
  }
}
