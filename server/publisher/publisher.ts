import { errorCodes, type ErrorCode } from '../../shared/errorCodes.ts';
import { backoffMs, throttleBackoff, transientBackoff } from '../kit/backoff.ts';
import { ActivationError, toActivationError } from '../kit/errors.ts';
import { takeBatch } from './batch.ts';
import { KeyOrder } from './keyOrder.ts';
import type { Outcome } from './outcome.ts';
import type { PublisherOptions } from './publisherOptions.ts';
import { noteAttempt, type QueuedRecord } from './queuedRecord.ts';
import type { SendResult, StreamRecord } from './streamClient.ts';

/** Requests under way at once. More than latency needs buys nothing: four 500-record requests fill 20 shards at 100 ms. */
const maxRequests = 4;
/** A request that is not full waits this long for company while others are under way, milliseconds. */
const lingerMs = 5;
/** Requests that fail for this long without one answered make the destination pause visibly and probe, milliseconds: long enough for a passing trouble of AWS or the network. Nothing is given up by it. */
const outagePauseMs = 10 * 60 * 1000;
/** A record that AWS keeps refusing for reasons of its own is given up after this, milliseconds: a day, part of the promise in docs/delivery.md. */
const retryHorizonMs = 24 * 60 * 60 * 1000;
/**
 * Sends records to one stream: key order → batch → request → outcome, with every record getting exactly one outcome.
 *
 * Modes, changed through `#setMode` only: **running** starts requests while records are ready. **backing off**: a
 * request failed as a whole, or was refused in a way that may pass; nothing is started until the wait is over, then running again, with one request at a
 * time until one is answered. **halted**: the
 * destination refused as a whole (or `stop` was called); requests under way finish, nothing is started any more, and
 * records without an outcome are the caller's to hand in again later.
 *
 * It never blocks the caller: whoever hands records in looks at `unsettled` and `unsettledBytes`.
 */
export class Publisher<T> {
  readonly #options: PublisherOptions<T>;
  readonly #order = new KeyOrder<QueuedRecord<T>>();
  /** Refused or returned records whose wait is over: they hold their keys, so they go first. */
  #again: QueuedRecord<T>[] = [];
  /** Parts of a request that was rejected without naming a record, to be sent by themselves until the culprit is alone. */
  readonly #isolated: QueuedRecord<T>[][] = [];
  #mode: 'running' | 'backing off' | 'halted' = 'running';
  #requests = 0;
  #failedRequests = 0;
  /** Requests since the last answered one that the destination refused as a whole. */
  #refusedRequests = 0;
  /** Monotonic milliseconds of the first failed request since the last answered one. */
  #failingSince: number | null = null;
  #unsettled = 0;
  #unsettledBytes = 0;
  #probing: boolean;
  #pumpScheduled = false;
  #lingering = false;
  readonly #halt = new AbortController();
  readonly #abortRequests = new AbortController();
  #idle: (() => void) | null = null;

  constructor(options: PublisherOptions<T>) {
    this.#options = options;
    this.#probing = options.probing;
  }

  /** Records handed in that have no outcome. */
  get unsettled(): number {
    return this.#unsettled;
  }

  /** Their size in bytes. */
  get unsettledBytes(): number {
    return this.#unsettledBytes;
  }

  /**
   * Hands a record in. Order holds under its partition key, and under `orderKey` too: the profile, whose partition key
   * may change. An oversize record gets its outcome at once and is never sent.
   */
  add(token: T, record: StreamRecord, orderKey: string): void {
    const { client, onOutcome } = this.#options;
    const size = client.sizeOf(record);
    const largest = Math.min(client.limits.maxBytesPerRecord, client.limits.maxBytesPerRequest);
    if (size > largest) {
      onOutcome(token, {
        kind: 'failed',
        code: 'record_too_large',
        message: `The record has ${size} bytes; the stream allows ${largest}.`,
        failedAttempts: [],
      });
      return;
    }
    const keys = orderKey === record.partitionKey ? [orderKey] : [record.partitionKey, orderKey];
    this.#unsettled += 1;
    this.#unsettledBytes += size;
    this.#order.add({ token, record, size, keys, blockers: 0, attempts: 0, refusals: 0, firstRefusedAt: null, failedAttempts: null });
    this.#schedulePump();
  }

  /**
   * Starts nothing any more and waits for the requests under way; after `deadlineMs` they are cut off and their
   * records stay without an outcome. Afterwards no callback is called.
   */
  async stop(deadlineMs: number): Promise<void> {
    this.#setMode('halted');
    if (this.#requests > 0) {
      const idle = new Promise<void>((resolve) => (this.#idle = resolve));
      const late = new AbortController();
      await Promise.race([idle, this.#options.clock.sleep(deadlineMs, late.signal).then(() => this.#abortRequests.abort())]);
      late.abort();
      await idle;
    }
  }

  #setMode(mode: 'running' | 'backing off' | 'halted'): void {
    if (this.#mode === 'halted') return;
    this.#mode = mode;
    if (mode === 'halted') this.#halt.abort();
    if (mode === 'running') this.#schedulePump();
  }

  #schedulePump(): void {
    if (this.#pumpScheduled) return;
    this.#pumpScheduled = true;
    queueMicrotask(() => {
      this.#pumpScheduled = false;
      this.#pump(false);
    });
  }

  #pump(partialToo: boolean): void {
    while (this.#mode === 'running' && this.#requests < (this.#probing || this.#failedRequests > 0 ? 1 : maxRequests)) {
      const batch = this.#isolated.shift() ?? this.#nextBatch(partialToo);
      if (batch === null) return;
      void this.#send(batch);
    }
  }

  /** The next request, or null: nothing is ready, or it waits a little for company. */
  #nextBatch(partialToo: boolean): QueuedRecord<T>[] | null {
    const { limits } = this.#options.client;
    const ready = this.#again.length + this.#order.readyCount;
    if (ready === 0) return null;
    if (this.#probing) return [(this.#again.shift() ?? this.#order.take()) as QueuedRecord<T>];
    if (ready < limits.maxRecordsPerRequest && this.#requests > 0 && !partialToo) {
      this.#linger();
      return null;
    }
    const again = this.#again;
    let taken = 0;
    const batch = takeBatch({ peek: () => again[taken], take: () => again[taken++] }, limits);
    this.#again = again.slice(taken);
    return takeBatch(this.#order, limits, batch);
  }

  #linger(): void {
    if (this.#lingering) return;
    this.#lingering = true;
    void this.#options.clock.sleep(lingerMs, this.#halt.signal).then(() => {
      this.#lingering = false;
      this.#pump(true);
    });
  }

  async #send(batch: QueuedRecord<T>[]): Promise<void> {
    this.#requests += 1;
    for (const entry of batch) entry.attempts += 1;
    const answer = await this.#answerOf(batch);
    try {
      if (answer instanceof ActivationError) this.#requestFailed(batch, answer);
      else this.#settleResults(batch, answer);
    } catch (defect) {
      // Some of the batch may be settled: sending it again would repeat those for ever.
      this.#haltWith(toActivationError(defect));
    } finally {
      this.#requests -= 1;
      if (this.#requests === 0) this.#idle?.();
      this.#schedulePump();
    }
  }

  async #answerOf(batch: readonly QueuedRecord<T>[]): Promise<readonly SendResult[] | ActivationError> {
    const records = batch.map((entry) => entry.record);
    try {
      const results = await this.#options.client.send(records, this.#abortRequests.signal);
      if (results.length === batch.length) return results;
      throw new Error('A stream client answered with another number of results than records.');
    } catch (thrown) {
      return toActivationError(thrown);
    }
  }

  #settleResults(batch: readonly QueuedRecord<T>[], results: readonly SendResult[]): void {
    const at = this.#options.clock.now();
    this.#failedRequests = 0;
    this.#refusedRequests = 0;
    this.#failingSince = null;
    let delivered = false;
    let halt: ActivationError | null = null;
    for (const [index, entry] of batch.entries()) {
      const result = results[index] as SendResult;
      if (result.ok) {
        delivered = true;
        this.#settle(entry, { kind: 'delivered', shardId: result.shardId, sequenceNumber: result.sequenceNumber, attempts: entry.attempts, bytes: entry.size, at });
        continue;
      }
      noteAttempt(entry, at, result.vendorCode, result.message);
      const rule = errorCodes[result.code].retry;
      if (rule === 'never') this.#fail(entry, result.code, result.message);
      else if (rule === 'after_fix') {
        halt ??= new ActivationError(result.code, result.message, { vendorCode: result.vendorCode });
        this.#again.push(entry);
      } else this.#retryLater(entry, rule === 'slow_down');
    }
    if (delivered && this.#probing) {
      this.#probing = false;
      this.#options.onFirstDelivery?.();
    }
    if (halt !== null) this.#haltWith(halt);
  }

  /** A refusal of the record itself: throttles wait and never give up, others give up after the horizon. */
  #retryLater(entry: QueuedRecord<T>, throttled: boolean): void {
    const { clock, random, onRetry } = this.#options;
    entry.refusals += 1;
    if (!throttled) entry.firstRefusedAt ??= clock.monotonic();
    if (!throttled && clock.monotonic() - (entry.firstRefusedAt as number) > retryHorizonMs) {
      this.#fail(entry, 'retries_exhausted', `AWS did not take the record within ${retryHorizonMs / 3_600_000} hours.`);
      return;
    }
    onRetry(entry.token, throttled);
    const wait = backoffMs(throttled ? throttleBackoff : transientBackoff, entry.refusals, random);
    void clock.sleep(wait, this.#halt.signal).then(() => {
      this.#again.push(entry);
      this.#schedulePump();
    });
  }

  /** The request failed as a whole, or its outcome is unknown: no record is settled by that. */
  #requestFailed(batch: QueuedRecord<T>[], error: ActivationError): void {
    const { clock, random, onRetry } = this.#options;
    const at = clock.now();
    const { scope, retry } = error.entry;
    for (const entry of batch) noteAttempt(entry, at, error.vendorCode ?? error.code, error.message);
    if (scope === 'record' && retry === 'never') {
      this.#isolate(batch, error);
      return;
    }
    this.#again.push(...batch);
    this.#failingSince ??= clock.monotonic();
    const failingMs = clock.monotonic() - this.#failingSince;
    if (scope === 'destination' ? this.#isBelieved(error, failingMs) : failingMs >= outagePauseMs) {
      this.#haltWith(error);
      return;
    }
    this.#options.onRequestFailed?.(error, batch.length);
    const throttled = retry === 'slow_down';
    for (const entry of batch) onRetry(entry.token, throttled);
    if (this.#mode !== 'running') return;
    this.#failedRequests += 1;
    this.#setMode('backing off');
    const { patience } = error;
    const wait = patience === undefined ? backoffMs(throttled ? throttleBackoff : transientBackoff, this.#failedRequests, random) : patience.milliseconds / (patience.times - 1);
    void clock.sleep(wait, this.#halt.signal).then(() => this.#setMode('running'));
  }

  /** Whether the destination refuses for good: at once, or once it did so often and long enough. A probe believes at once: it comes back by itself. */
  #isBelieved({ patience }: ActivationError, failingMs: number): boolean {
    this.#refusedRequests += 1;
    return patience === undefined || this.#probing || (this.#refusedRequests >= patience.times && failingMs >= patience.milliseconds);
  }

  /** A request was rejected because of one of its records, without saying which: halves are sent alone until it is found. */
  #isolate(batch: QueuedRecord<T>[], error: ActivationError): void {
    if (batch.length === 1) {
      this.#fail(batch[0] as QueuedRecord<T>, error.code, error.message);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    this.#isolated.push(batch.slice(0, middle), batch.slice(middle));
  }

  #haltWith(error: ActivationError): void {
    if (this.#mode === 'halted') return;
    this.#setMode('halted');
    this.#options.onHalt(error);
  }

  #fail(entry: QueuedRecord<T>, code: ErrorCode, message: string): void {
    this.#settle(entry, { kind: 'failed', code, message, failedAttempts: entry.failedAttempts ?? [] });
  }

  #settle(entry: QueuedRecord<T>, outcome: Outcome): void {
    this.#unsettled -= 1;
    this.#unsettledBytes -= entry.size;
    this.#order.settle(entry);
    this.#options.onOutcome(entry.token, outcome);
  }
}
