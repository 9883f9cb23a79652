import type { TailFilter, TailOutcome } from '../../shared/tail.ts';
import type { DeliveryReason } from '../../shared/delivery.ts';
import type { ErrorCode } from '../../shared/errorCodes.ts';
import type { Clock } from '../kit/clock.ts';
import type { Outcome } from '../publisher/outcome.ts';

/** Records shown of each second; the others are counted. */
export const shownPerSecond = 50;
/** Between two batches, milliseconds. */
export const tickMs = 1_000;
/** Longer payloads are not shown, bytes: fifty a second of them cross two threads and a network. */
const shownBytes = 8 * 1024;

/** Somebody who watches what becomes of the records of a destination. `id` is theirs to choose. */
export interface Watch {
  readonly id: string;
  readonly destinationId: string;
  readonly filter: TailFilter;
  /** False: who watches may not know who was excluded, so that a search for a profile finds delivered and failed records only. */
  readonly findsExcluded: boolean;
}

/** What became of one record. Times are epoch milliseconds. */
export interface TailedRecord {
  readonly at: number;
  readonly outcome: TailOutcome;
  readonly profileId: string;
  readonly reason: DeliveryReason;
  readonly code: ErrorCode | null;
  readonly delivered: (Omit<Outcome & { kind: 'delivered' }, 'kind' | 'at'> & { readonly partitionKey: string; readonly acceptedAt: number }) | null;
  readonly data: string | null;
}

/** What a watch saw since the batch before, `matched` in all. */
export interface WatchedBatch {
  readonly watchId: string;
  readonly at: number;
  readonly matched: number;
  readonly records: readonly TailedRecord[];
}

/** `data`: the payload as bytes, which become text only where somebody reads it. */
type NotedRecord = Omit<TailedRecord, 'data'> & { readonly data: Uint8Array | null };

/** Where delivery tells what became of a record of one destination. */
export interface OutcomeTap {
  /** Nobody watches: nothing is to be noted, which is what it costs then. */
  readonly isOpen: boolean;
  note(record: NotedRecord): void;
}

class Sampler {
  readonly watch: Watch;
  #matched = 0;
  #records: TailedRecord[] = [];

  constructor(watch: Watch) {
    this.watch = watch;
  }

  note({ data, ...record }: NotedRecord): void {
    const { outcome, reason, profile = '' } = this.watch.filter;
    if (profile !== '' && record.outcome === 'excluded' && !this.watch.findsExcluded) return;
    if ((outcome ?? record.outcome) !== record.outcome || (reason ?? record.reason) !== record.reason || !record.profileId.includes(profile)) return;
    this.#matched += 1;
    if (this.#records.length < shownPerSecond)
      this.#records.push({ ...record, data: data === null || data.byteLength > shownBytes ? null : Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8') });
  }

  /** Null when nothing was noted. */
  take(at: number): WatchedBatch | null {
    if (this.#matched === 0) return null;
    const batch = { watchId: this.watch.id, at, matched: this.#matched, records: this.#records };
    this.#matched = 0;
    this.#records = [];
    return batch;
  }
}

class Tap implements OutcomeTap {
  readonly samplers = new Map<string, Sampler>();

  get isOpen(): boolean {
    return this.samplers.size > 0;
  }

  note(record: NotedRecord): void {
    for (const sampler of this.samplers.values()) sampler.note(record);
  }
}

/** What leaves, as it leaves, for those who watch: filtered and sampled here, so that a full stream sends no more than a trickle to anybody. */
export class Tail {
  readonly #clock: Clock;
  readonly #send: (batches: readonly WatchedBatch[]) => void;
  readonly #taps = new Map<string, Tap>();
  #stopTicking: (() => void) | null = null;

  /** `send` gets the batches of a second together. */
  constructor(clock: Clock, send: (batches: readonly WatchedBatch[]) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** The same one each time for a destination. */
  tapOf(destinationId: string): OutcomeTap {
    return this.#tap(destinationId);
  }

  watch(watch: Watch): void {
    this.#tap(watch.destinationId).samplers.set(watch.id, new Sampler(watch));
    this.#stopTicking ??= this.#clock.every(tickMs, () => this.#tick());
  }

  unwatch(watchId: string): void {
    for (const tap of this.#taps.values()) tap.samplers.delete(watchId);
    if ([...this.#taps.values()].some((tap) => tap.isOpen)) return;
    this.#stopTicking?.();
    this.#stopTicking = null;
  }

  #tap(destinationId: string): Tap {
    let tap = this.#taps.get(destinationId);
    if (tap === undefined) {
      tap = new Tap();
      this.#taps.set(destinationId, tap);
    }
    return tap;
  }

  #tick(): void {
    const now = this.#clock.now();
    const batches = [...this.#taps.values()].flatMap((tap) => [...tap.samplers.values()].flatMap((sampler) => sampler.take(now) ?? []));
    if (batches.length > 0) this.#send(batches);
  }
}
