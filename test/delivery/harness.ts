import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { activationInputSchema } from '../../shared/activation.ts';
import type { ChangedEvent } from '../../shared/delivery.ts';
import { destinationOptionsSchema } from '../../shared/destination.ts';
import type { Page } from '../../shared/page.ts';
import { nameKey } from '../../shared/text.ts';
import { newBackfill, newExits, newLetterRun } from '../../server/delivery/newRun.ts';
import { createSupervisor } from '../../server/delivery/supervise.ts';
import type { WatchedBatch } from '../../server/delivery/tail.ts';
import type { DestinationDefinition, StreamTarget } from '../../server/destinations/definition.ts';
import { systemClock, type Clock } from '../../server/kit/clock.ts';
import type { LogFields } from '../../server/kit/log.ts';
import { createSecretBox } from '../../server/kit/secrets.ts';
import { createIngest } from '../../server/profiles/ingest.ts';
import { checkProfile } from '../../server/profiles/parse.ts';
import type { StreamClient } from '../../server/publisher/streamClient.ts';
import { everyRun } from '../../server/store/runFilter.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import type { DeadLetterRow, DeliveryRow, LetterFilter, RunRow } from '../../server/store/rows.ts';
import type { Store } from '../../server/store/store.ts';
import type { PageRequest } from '../../server/store/storeCalls.ts';

const always = { from: 0, to: Number.MAX_SAFE_INTEGER };
const secrets = createSecretBox([new Uint8Array(32).fill(7)]);

const target: StreamTarget = { name: 's', arn: null, createdAt: null, maxRecordBytes: 1_048_576 };

/** A definition that talks to nobody: its streams come from the test. */
function toyDefinition(createClient: () => StreamClient): DestinationDefinition {
  const never = (): never => {
    throw new Error('Delivery does not call this.');
  };
  return {
    type: 'toy',
    label: 'Toy',
    description: '',
    category: '',
    docsUrl: null,
    accountMethods: [],
    destinationFields: [],
    operatorSettings: z.object({}),
    parseAccount: never,
    describeCredentials: never,
    parseStream: never,
    verifyAccount: never,
    recheckAccount: never,
    checkAccount: never,
    checkDestination: never,
    verifyStream: async () => target,
    listStreams: never,
    readShards: never,
    createClient,
  };
}

export async function readAll<T>(list: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = null; ;) {
    const page = await list({ limit: 500, cursor });
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

/** One installation on a real embedded store with one destination to a stream of the test's own; `restart` opens it again as after a crash or a stop. */
export class Installation {
  readonly changed: ChangedEvent[] = [];
  readonly watched: WatchedBatch[] = [];
  /** What delivery sees of the store, for faults of the store. */
  storeOfDelivery: (store: Store) => Store = (store) => store;
  secretsOfDelivery = secrets;
  readonly logged: { fields: LogFields; message: string }[] = [];
  readonly destinationId = 'dst_1';
  readonly folder = mkdtempSync(path.join(tmpdir(), 'tributary-delivery-'));
  readonly #createClient: () => StreamClient;
  readonly #clock: Clock;
  store!: Store;
  supervisor!: ReturnType<typeof createSupervisor>;
  #ingest!: ReturnType<typeof createIngest>;

  constructor(createClient: () => StreamClient, clock: Clock = systemClock) {
    this.#createClient = createClient;
    this.#clock = clock;
  }

  async open(): Promise<void> {
    this.store = await openSqliteStore({ file: path.join(this.folder, 'tributary.db') });
    const definition = toyDefinition(this.#createClient);
    const note = (fields: LogFields, message: string): void => void this.logged.push({ fields, message });
    this.supervisor = createSupervisor({
      announcements: null,
      store: this.storeOfDelivery(this.store),
      registry: { get: (type) => (type === 'toy' ? definition : undefined), all: () => [definition] },
      secrets: this.secretsOfDelivery,
      operatorSettings: {},
      clock: this.#clock,
      random: Math.random,
      log: { debug: note, info: note, warn: note, error: note },
      onWatched: (batch) => this.watched.push(batch),
      onChanged: (event) => this.changed.push(event),
    });
    this.#ingest = createIngest({ store: this.store, clock: this.#clock, onAppended: (sequence) => this.supervisor.wake(sequence) });
    await this.supervisor.start();
  }

  async close(): Promise<void> {
    await this.supervisor.stop(20_000);
    await this.store.close();
  }

  async restart(): Promise<void> {
    await this.close();
    await this.open();
  }

  destroy(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Account, destination and segments; then what the activation says. */
  async activate(activation: object, options: object = {}, backfillRun: Pick<RunRow, 'id' | 'segmentIds' | 'total'> | null = null): Promise<void> {
    const at = this.#clock.now();
    if ((await this.store.getDestination(this.destinationId)) === null) {
      const sealed = secrets.seal(JSON.stringify({}), 'account:acc_1');
      await this.store.insertAccount({ id: 'acc_1', type: 'toy', name: 'Account', region: 'r', sealed, factsJson: '{}', rotatedAt: at, createdAt: at });
      const optionsJson = JSON.stringify(destinationOptionsSchema.parse(options));
      await this.store.insertDestination({
        id: this.destinationId,
        type: 'toy',
        accountId: 'acc_1',
        name: nameKey('Stream'),
        description: '',
        targetJson: JSON.stringify(target),
        stream: 's',
        region: 'r',
        optionsJson,
        tags: [],
        createdAt: at,
      });
    }
    const input = activationInputSchema.parse(activation);
    for (const { id } of input.segments) await this.store.putSegment({ id, name: `Segment ${id}`, at, expectedVersion: null });
    const { segments, state, removedSegments = [], ...document } = input;
    const backfill: RunRow | null = backfillRun && { ...newBackfill({ ...backfillRun, destinationId: this.destinationId, author: null, now: at }), ...backfillRun };
    const left = removedSegments.filter(({ sendExits }) => sendExits).map(({ id }) => id);
    const exits = left.length === 0 ? null : newExits({ destinationId: this.destinationId, segmentIds: left, total: 0, author: null, now: at });
    const written = await this.store.putActivation({
      destinationId: this.destinationId,
      documentJson: JSON.stringify(document),
      state,
      segments,
      author: 'test',
      approvedBy: null,
      at,
      expectedVersion: null,
      runs: [backfill, exits].filter((run) => run !== null),
    });
    if (!written.ok) throw new Error(written.reason);
    await this.supervisor.refresh(this.destinationId);
  }

  /** Accepts profile updates as the API does; resolves once they are durable. */
  async accept(...profiles: object[]): Promise<void> {
    const lines = profiles.map((profile, index) => {
      const parsed = checkProfile(profile, this.#clock.now());
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
      return { index, bytes: 500, update: parsed.update };
    });
    await this.#ingest.accept(lines);
  }

  /** Starts a replay or discard of the open letters that fit, as the API does; its id. */
  async startLetterRun(kind: 'replay' | 'discard', filter: Partial<LetterFilter> = {}): Promise<string> {
    const wanted: LetterFilter = { ids: null, code: null, profileId: null, runId: null, ...always, ...filter };
    const { matched, last } = await this.store.countOpenLetters(this.destinationId, wanted);
    const letters = { ...wanted, last };
    const run = newLetterRun({ kind, destinationId: this.destinationId, letters, total: matched, author: 'ada@example.com', now: this.#clock.now() });
    await this.store.insertRun(run);
    await this.supervisor.refresh(this.destinationId);
    return run.id;
  }

  async run(id: string): Promise<RunRow> {
    const run = await this.store.getRun(id);
    if (run === null) throw new Error(`There is no run ${id}.`);
    return run;
  }

  /** Waits until every change has its outcome and every run has ended that is not paused. */
  async delivered(withinMs = 15_000): Promise<void> {
    const until = performance.now() + withinMs;
    for (;;) {
      const [checkpoint, head, runs] = await Promise.all([this.store.getCheckpoint(this.destinationId), this.store.headSequence(), this.store.openRuns(this.destinationId)]);
      if (checkpoint !== null && checkpoint.watermark >= head && runs.length === 0) return;
      if (performance.now() > until) throw new Error(`Not delivered in time: watermark ${checkpoint?.watermark} of ${head}, ${runs.length} runs open.`);
      await systemClock.sleep(10);
    }
  }

  deliveries(): Promise<DeliveryRow[]> {
    return readAll((page) => this.store.listDeliveries({ destinationId: this.destinationId, profileId: null, ...always }, page));
  }

  deadLetters(): Promise<DeadLetterRow[]> {
    return readAll((page) => this.store.listDeadLetters({ destinationId: this.destinationId, code: null, profileId: null, runId: null, state: null, ...always }, page));
  }

  runs(): Promise<RunRow[]> {
    return readAll((page) => this.store.listRuns(everyRun(this.destinationId), page));
  }

  /** received = activated + excluded + failed, for every run and for its minutes, and the rows agree with the sums. */
  async reconcile(): Promise<{ received: number; activated: number; excluded: number; failed: number }> {
    const sums = { received: 0, activated: 0, excluded: 0, failed: 0 };
    for (const run of await this.runs()) {
      if (run.sums.received !== run.sums.activated + run.sums.excluded + run.sums.failed) throw new Error(`Run ${run.id} does not reconcile.`);
      const ofRun = await this.store.readMetrics({ runId: run.id }, always);
      for (const counter of ['received', 'activated', 'excluded', 'failed'] as const) {
        sums[counter] += run.sums[counter];
        if (ofRun.reduce((sum, minute) => sum + minute.sums[counter], 0) !== run.sums[counter]) throw new Error(`The minutes of run ${run.id} do not make its ${counter}.`);
      }
    }
    const minutes = await this.store.readMetrics({ destinationId: this.destinationId }, always);
    const [deliveries, deadLetters] = await Promise.all([this.deliveries(), this.deadLetters()]);
    const received = minutes.reduce((sum, minute) => sum + minute.sums.received, 0);
    if (received !== sums.received || deliveries.length !== sums.activated || deadLetters.length !== sums.failed) {
      throw new Error(`Rows and sums differ: ${JSON.stringify({ minutes: received, deliveries: deliveries.length, deadLetters: deadLetters.length, sums })}`);
    }
    return sums;
  }
}
