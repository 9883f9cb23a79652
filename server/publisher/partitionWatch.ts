import type { Clock } from '../kit/clock.ts';
import { toActivationError, type ActivationError } from '../kit/errors.ts';
import type { PartitionMap, StreamClient } from './streamClient.ts';

/** The partitions are looked up this often anyway, milliseconds: others may have split or merged them. */
const everyMs = 60_000;
/** And after a look that failed, or a record that lies elsewhere than expected, at most this often. */
const soonMs = 5_000;

export interface PartitionWatchOptions {
  readonly client: Pick<StreamClient, 'readPartitions'>;
  readonly clock: Clock;
  readonly onMap: (map: PartitionMap) => void;
  /** A look failed; the partitions known before are kept. */
  readonly onError: (error: ActivationError) => void;
}

/** Keeps up with the partitions of a stream: at the start, on every sign that they changed, and now and then. */
export class PartitionWatch {
  readonly #options: PartitionWatchOptions;
  #hurry = new AbortController();

  constructor(options: PartitionWatchOptions) {
    this.#options = options;
  }

  /** The first look. Never rejects. */
  async look(signal: AbortSignal): Promise<boolean> {
    try {
      const map = await this.#options.client.readPartitions(signal);
      if (!signal.aborted) this.#options.onMap(map);
      return true;
    } catch (thrown) {
      if (!signal.aborted) this.#options.onError(toActivationError(thrown));
      return false;
    }
  }

  /** Looks again and again until the signal aborts. */
  async run(signal: AbortSignal, firstWorked: boolean): Promise<void> {
    const { clock } = this.#options;
    let worked = firstWorked;
    while (!signal.aborted) {
      await clock.sleep(soonMs, signal);
      if (worked) await clock.sleep(everyMs - soonMs, AbortSignal.any([signal, this.#hurry.signal]));
      if (signal.aborted) return;
      this.#hurry = new AbortController();
      worked = await this.look(signal);
    }
  }

  /** A record came to lie elsewhere than expected. */
  missed(): void {
    this.#hurry.abort();
  }
}
