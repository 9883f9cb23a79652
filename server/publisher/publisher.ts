import { errorCodes, type ErrorCode } from '../../shared/errorCodes.ts';
import { backoffMs, transientBackoff } from '../kit/backoff.ts';
import { ActivationError, toActivationError } from '../kit/errors.ts';
import { KeyOrder } from './keyOrder.ts';
import type { Outcome } from './outcome.ts';
import { answerPartitions } from './partitionAnswers.ts';
import { PartitionPaces } from './partitionPaces.ts';
import { PartitionWatch } from './partitionWatch.ts';
import type { PublisherOptions } from './publisherOptions.ts';
import { noteAttempt, type QueuedRecord } from './queuedRecord.ts';
import { RequestsUnderWay } from './requestsUnderWay.ts';
import { RequestTrouble } from './requestTrouble.ts';
import { SendQueue, type CapacityWait } from './sendQueue.ts';
import { sendRequest } from './sendRequest.ts';
import type { PartitionMap, SendResult, StreamRecord } from './streamClient.ts';
import { Wake } from './wake.ts';

/** Requests under way at once: at an answer's 100 ms, eight of them carry 40,000 records a second. Pacing decides what they carry. */
const maxRequests = 8;
/** A request that is not full waits this long for company while others are under way or more waits for its turn, milliseconds. */
const lingerMs = 10;
/** The first look at the partitions is waited for this long, milliseconds. */
const openWaitMs = 2_000;
/** A record that AWS keeps refusing for reasons of its own is given up after this, milliseconds: a day, part of the promise in docs/delivery.md. */
const retryHorizonMs = 24 * 60 * 60 * 1000;

/**
 * Sends records to one stream: key order → pace of the partition → batch → request → outcome, with every record getting exactly one outcome.
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
  readonly #order: KeyOrder<QueuedRecord<T>>;
  readonly #queue: SendQueue<QueuedRecord<T>>;
  readonly #watch: PartitionWatch;
  /** Parts of a request that was rejected without naming a record, to be sent by themselves until the culprit is alone. */
  readonly #isolated: QueuedRecord<T>[][] = [];
  #mode: 'running' | 'backing off' | 'halted' = 'running';
  readonly #requests = new RequestsUnderWay();
  readonly #trouble = new RequestTrouble();
  #unsettled = 0;
  #unsettledBytes = 0;
  #probing: boolean;
  #pumpScheduled = false;
  readonly #halt = new AbortController();
  readonly #wake: Wake;

  constructor(options: PublisherOptions<T>) {
    const { client, clock } = options;
    this.#options = options;
    this.#probing = options.probing;
    const queue = new SendQueue<QueuedRecord<T>>(options.paces ?? new PartitionPaces(), clock.monotonic());
    this.#queue = queue;
    this.#order = new KeyOrder((entry) => queue.push(entry));
    this.#wake = new Wake(clock, this.#halt.signal, () => this.#pump(true));
    this.#watch = new PartitionWatch({ client, clock, onMap: (map) => this.#remap(map), onError: (error) => options.onLookFailed?.(error) });
  }

  /**
   * Looks the partitions up, and from then on keeps up with them until it halts. Resolves with the first answer, or
   * after a moment without one, or when the signal aborts; until an answer comes nothing is held back.
   */
  async open(signal: AbortSignal): Promise<void> {
    const looked = this.#watch.look(this.#halt.signal);
    void looked.then((worked) => this.#watch.run(this.#halt.signal, worked));
    const done = new AbortController();
    await Promise.race([looked, this.#options.clock.sleep(openWaitMs, AbortSignal.any([signal, done.signal]))]);
    done.abort();
  }

  /** Records handed in that have no outcome. */
  get unsettled(): number {
    return this.#unsettled;
  }

  /** Their size in bytes. */
  get unsettledBytes(): number {
    return this.#unsettledBytes;
  }

  /** A partition could take records now, and none waits for it: whoever reads should read on if at all possible. */
  get isStarving(): boolean {
    return this.#mode === 'running' && !this.#probing && !this.#trouble.isPresent && this.#requests.count < maxRequests && this.#queue.isAnyIdle(this.#options.clock.monotonic());
  }

  /** Null: hardly anything waits for the stream to take more, or it takes nothing at all now. */
  get capacityWait(): CapacityWait | null {
    return this.#mode === 'running' ? this.#queue.capacityWait : null;
  }

  /**
   * Hands a record in. Order holds under its partition key, and under `orderKey` too: the profile, whose partition key
   * may change. An oversize record gets its outcome at once and is never sent. `isBulk`: it goes only while nothing
   * else waits for its partition.
   */
  add(token: T, record: StreamRecord, orderKey: string, isBulk = false): void {
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
    const position = client.positionOf(record.partitionKey);
    this.#order.add({ token, record, size, keys, position, isBulk, blockers: 0, sentTo: null, attempts: 0, refusals: 0, firstRefusedAt: null, failedAttempts: null });
    this.#schedulePump();
  }

  /**
   * Starts nothing any more and waits for the requests under way; after `deadlineMs` they are cut off and their
   * records stay without an outcome. Afterwards no callback is called.
   */
  async stop(deadlineMs: number): Promise<void> {
    this.#setMode('halted');
    await this.#requests.finish(this.#options.clock, deadlineMs);
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
    while (this.#mode === 'running' && this.#requests.count < (this.#probing || this.#trouble.isPresent ? 1 : maxRequests)) {
      const batch = this.#isolated.shift() ?? this.#nextBatch(partialToo);
      if (batch === null) return;
      void this.#send(batch);
    }
  }

  /** The next request, or null: nothing waits, nothing may go yet, or it waits a little for company. */
  #nextBatch(partialToo: boolean): QueuedRecord<T>[] | null {
    const { limits } = this.#options.client;
    const now = this.#options.clock.monotonic();
    const most = this.#probing ? 1 : limits.maxRecordsPerRequest;
    const sendable = this.#queue.sendable(now, most);
    if (sendable === 0) {
      const wait = this.#queue.waitMs(now);
      if (wait !== null) this.#wake.ringAt(now + Math.max(wait, lingerMs));
      return null;
    }
    if (sendable < most && !partialToo && (this.#requests.count > 0 || sendable < this.#queue.length)) {
      this.#wake.ringAt(now + lingerMs);
      return null;
    }
    return this.#queue.takeBatch({ ...limits, maxRecordsPerRequest: most }, now);
  }

  #remap(map: PartitionMap): void {
    this.#queue.remap(map, this.#options.clock.monotonic());
    this.#options.onPartitions?.(map);
    this.#schedulePump();
  }

  async #send(batch: QueuedRecord<T>[]): Promise<void> {
    this.#requests.begin();
    for (const entry of batch) {
      entry.attempts += 1;
      entry.sentTo = this.#queue.partitionAt(entry.position);
    }
    const records = batch.map((entry) => entry.record);
    const answer = await sendRequest(this.#options.client, records, this.#requests.signal);
    try {
      if (answer instanceof ActivationError) this.#requestFailed(batch, answer);
      else this.#settleResults(batch, answer);
    } catch (defect) {
      // Some of the batch may be settled: sending it again would repeat those for ever.
      this.#haltWith(toActivationError(defect));
    } finally {
      this.#requests.end();
      this.#schedulePump();
    }
  }

  #settleResults(batch: readonly QueuedRecord<T>[], results: readonly SendResult[]): void {
    const at = this.#options.clock.now();
    this.#trouble.clear();
    if (answerPartitions(batch, results, this.#options.clock.monotonic())) this.#watch.missed();
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
        this.#queue.pushAgain(entry);
      } else this.#retryLater(entry, rule === 'slow_down');
    }
    if (delivered && this.#probing) {
      this.#probing = false;
      this.#options.onFirstDelivery?.();
    }
    if (halt !== null) this.#haltWith(halt);
  }

  /** A refusal of the record itself: throttled ones go when their partition takes more, and never give up; others wait, and give up after the horizon. */
  #retryLater(entry: QueuedRecord<T>, throttled: boolean): void {
    const { clock, random, onRetry } = this.#options;
    entry.refusals += 1;
    if (!throttled) entry.firstRefusedAt ??= clock.monotonic();
    if (!throttled && clock.monotonic() - (entry.firstRefusedAt as number) > retryHorizonMs) {
      this.#fail(entry, 'retries_exhausted', `AWS did not take the record within ${retryHorizonMs / 3_600_000} hours.`);
      return;
    }
    onRetry(entry.token, throttled, entry.sentTo?.id || null);
    if (throttled) {
      this.#queue.pushAgain(entry);
      return;
    }
    void clock.sleep(backoffMs(transientBackoff, entry.refusals, random), this.#halt.signal).then(() => {
      this.#queue.pushAgain(entry);
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
    for (const entry of batch) this.#queue.pushAgain(entry);
    if (this.#trouble.isEnough(error, this.#probing, clock.monotonic())) {
      this.#haltWith(error);
      return;
    }
    this.#options.onRequestFailed?.(error, batch.length);
    for (const entry of batch) onRetry(entry.token, retry === 'slow_down', null);
    if (this.#mode !== 'running') return;
    this.#setMode('backing off');
    void clock.sleep(this.#trouble.waitMs(error, random), this.#halt.signal).then(() => this.#setMode('running'));
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
