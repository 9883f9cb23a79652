import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { activationInputSchema } from '../../shared/activation.ts';
import { destinationInputSchema, destinationPatchSchema, type Destination, type Pause } from '../../shared/destination.ts';
import { policyInputSchema } from '../../shared/policy.ts';
import type { Shards } from '../../shared/shards.ts';
import type { Context, Handlers } from '../../server/api/context.ts';
import { accountRoutes } from '../../server/api/routes/accounts.ts';
import { activationRoutes } from '../../server/api/routes/activations.ts';
import { destinationRoutes } from '../../server/api/routes/destinations.ts';
import { fieldLabelRoutes } from '../../server/api/routes/fieldLabels.ts';
import { policyRoutes } from '../../server/api/routes/policies.ts';
import { shardRoutes } from '../../server/api/routes/shards.ts';
import { createSupervisor } from '../../server/delivery/supervise.ts';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import type { DestinationDefinition, OpenAccount } from '../../server/destinations/definition.ts';
import { readConfig } from '../../server/config.ts';
import type { Clock } from '../../server/kit/clock.ts';
import { createSecretBox } from '../../server/kit/secrets.ts';
import { createIngest, type Ingest } from '../../server/profiles/ingest.ts';
import { checkProfile } from '../../server/profiles/parse.ts';
import type { DeadLetterRow, DeliveryRow } from '../../server/store/rows.ts';
import { everyRun } from '../../server/store/runFilter.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import type { Store } from '../../server/store/store.ts';
import { settled, type ManualClock } from '../fakes/manualClock.ts';
import { readAll } from './harness.ts';

const always = { from: 0, to: Number.MAX_SAFE_INTEGER };
const secrets = createSecretBox([new Uint8Array(32).fill(7)]);
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
export const anyKey = { method: 'access_key', accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 's'.repeat(40) };

interface SentTo {
  readonly endpoint: string;
  readonly name: string;
  readonly region?: string;
}

type Routes = Pick<
  Handlers,
  | 'createAccount'
  | 'updateAccount'
  | 'createDestination'
  | 'updateDestination'
  | 'enableDestination'
  | 'disableDestination'
  | 'putActivation'
  | 'createPolicy'
  | 'deletePolicy'
  | 'putFieldLabels'
  | 'getShards'
>;

/**
 * The real delivery and the real routes of accounts, destinations and activations, on a real store, with the real client
 * of one destination type against a stream on this machine. With a `ManualClock`, time stands still while anything is
 * under way, so that hours pass in a moment and nothing depends on how fast this machine is.
 */
export class KinesisInstallation {
  /** Accounts that clients were made of, for as long as anything holds them. */
  readonly accountsInUse: WeakRef<OpenAccount>[] = [];
  /** What delivery and the routes see of the store, for faults of the store. */
  faultyStore: (store: Store) => Store = (store) => store;
  destinationId = '';
  accountId = '';
  store!: Store;
  #supervisor!: ReturnType<typeof createSupervisor>;
  #routes!: Routes;
  #ingest!: Ingest;
  #busy = 0;
  readonly #clock: Clock;
  readonly #stream: SentTo;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'tributary-stream-'));

  constructor(stream: SentTo, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
  }

  async open(): Promise<void> {
    const clock = this.#clock;
    this.store = this.#counted(await openSqliteStore({ file: path.join(this.#folder, 'tributary.db') }));
    const store = this.faultyStore(this.store);
    const definition = this.#countedDefinition() as DestinationDefinition;
    const registry = { get: (type: string) => (type === definition.type ? definition : undefined), all: () => [definition] };
    const operatorSettings = { [definition.type]: { TRIBUTARY_KINESIS_ENDPOINT: this.#stream.endpoint } };
    const config = { ...readConfig({}), operatorSettings };
    const liveEvents = { listen: () => false, changed: () => {}, endSession: () => {}, close: () => {} };
    this.#supervisor = createSupervisor({
      store,
      announcements: null,
      registry,
      secrets,
      operatorSettings,
      clock,
      random: Math.random,
      log: quiet,
      onChanged: () => {},
      onWatched: () => {},
    });
    const dependencies = { config, store, registry, secrets, supervisor: this.#supervisor, clock, liveEvents, random: Math.random, log: quiet };
    this.#routes = {
      ...accountRoutes(dependencies),
      ...destinationRoutes(dependencies),
      ...activationRoutes(dependencies),
      ...policyRoutes(dependencies),
      ...fieldLabelRoutes(dependencies),
      ...shardRoutes(dependencies),
    };
    this.#ingest = createIngest({ store: this.store, clock, onAppended: (sequence) => this.#supervisor.wake(sequence) });
    await this.#supervisor.start();
  }

  async close(): Promise<void> {
    await this.#supervisor.stop(20_000);
    await this.store.close();
  }

  async restart(): Promise<void> {
    await this.close();
    await this.open();
  }

  destroy(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Account, destination and activation. */
  async activate(activation: { segments: readonly { id: string }[] }, credentials: object = anyKey): Promise<void> {
    this.accountId = await this.addAccount('Account', credentials);
    const body = destinationInputSchema.parse({ accountId: this.accountId, name: 'Destination', stream: this.#stream.name });
    this.destinationId = (await this.#call('createDestination', { body })).id;
    for (const { id } of activation.segments) await this.store.putSegment({ id, name: id, at: 0, expectedVersion: null });
    await this.putActivation(activation);
  }

  /** As `POST /api/accounts`; tells the id. */
  async addAccount(name: string, credentials: object): Promise<string> {
    return (await this.#call('createAccount', { body: { type: kinesis.type, name, region: this.#stream.region ?? 'eu-west-1', credentials } })).id;
  }

  async putActivation(activation: object): Promise<void> {
    await this.#call('putActivation', { body: activationInputSchema.parse(activation) });
  }

  /** As `PATCH /api/destinations/:id`. */
  edit(body: object): Promise<Destination> {
    return this.#call('updateDestination', { body: destinationPatchSchema.parse(body) });
  }

  /** As `POST /api/policies`; tells the id. */
  async makePolicy(policy: object): Promise<string> {
    return (await this.#call('createPolicy', { body: policyInputSchema.parse(policy) })).id;
  }

  async deletePolicy(id: string): Promise<void> {
    await this.#call('deletePolicy', { params: { id } });
  }

  /** As `PUT /api/field-labels`. */
  async label(attribute: string, ...labels: string[]): Promise<void> {
    await this.#call('putFieldLabels', { body: { kind: 'attribute', path: attribute, labels } });
  }

  /** As `PATCH /api/accounts/:id`. */
  async rotate(credentials: Record<string, unknown>): Promise<void> {
    await this.#call('updateAccount', { params: { id: this.accountId }, body: { credentials } });
  }

  enable(): Promise<Destination> {
    return this.#call('enableDestination', {});
  }

  disable(): Promise<Destination> {
    return this.#call('disableDestination', {});
  }

  /** As `GET /api/destinations/:id/shards`. */
  shards(): Promise<Shards> {
    return this.#call('getShards', {});
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

  /** Lets this much time pass on a `ManualClock`, a little at a time, and everything happen that is due. `hanging` calls are not waited for. */
  async pass(milliseconds: number, hanging = 0): Promise<void> {
    const clock = this.#clock as ManualClock;
    for (let left = milliseconds; left > 0; left -= 500) {
      await this.#atRest(hanging);
      await clock.advance(Math.min(500, left));
    }
    await this.#atRest(hanging);
  }

  /** Lets time pass until something holds, and tells how much did; rejects when that takes too long. */
  async until(holds: () => Promise<boolean> | boolean, withinMs: number): Promise<number> {
    for (let passed = 0; passed <= withinMs; passed += 500) {
      await this.#atRest(0);
      if (await holds()) return passed;
      await this.pass(500);
    }
    throw new Error(`Not within ${withinMs} ms.`);
  }

  async isDelivered(): Promise<boolean> {
    const [checkpoint, head] = await Promise.all([this.store.getCheckpoint(this.destinationId), this.store.headSequence()]);
    return checkpoint !== null && checkpoint.watermark >= head;
  }

  async pause(): Promise<Pause | null> {
    const json = (await this.store.getDestination(this.destinationId))?.pauseJson ?? null;
    return json === null ? null : (JSON.parse(json) as Pause);
  }

  deliveries(): Promise<DeliveryRow[]> {
    return readAll((page) => this.store.listDeliveries({ destinationId: this.destinationId, profileId: null, ...always }, page));
  }

  deadLetters(): Promise<DeadLetterRow[]> {
    return readAll((page) => this.store.listDeadLetters({ destinationId: this.destinationId, code: null, profileId: null, runId: null, state: null, ...always }, page));
  }

  /** Over all runs of the destination. */
  async sums(): Promise<{ received: number; activated: number; failed: number; retried: number; throttled: number }> {
    const runs = await readAll((page) => this.store.listRuns(everyRun(this.destinationId), page));
    const total = (name: 'received' | 'activated' | 'failed' | 'retried' | 'throttled'): number => runs.reduce((sum, run) => sum + run.sums[name], 0);
    return { received: total('received'), activated: total('activated'), failed: total('failed'), retried: total('retried'), throttled: total('throttled') };
  }

  async #call<N extends keyof Routes>(name: N, context: { params?: object; body?: unknown }): Promise<Awaited<ReturnType<Routes[N]>>> {
    const whole = {
      params: { id: this.destinationId },
      query: {},
      expectedVersion: null,
      caller: { role: 'admin', email: null, owner: 'admin' },
      signal: new AbortController().signal,
      ...context,
    };
    const handler = this.#routes[name] as (context: Context<N>) => Promise<Awaited<ReturnType<Routes[N]>>>;
    return handler(whole as unknown as Context<N>);
  }

  /** Until nothing is asked of the store or the stream any more but what hangs. */
  async #atRest(hanging: number): Promise<void> {
    do await settled();
    while (this.#busy > hanging);
  }

  async #count<T>(call: Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await call;
    } finally {
      this.#busy -= 1;
    }
  }

  #counted(store: Store): Store {
    return Object.fromEntries(
      Object.entries(store).map(([name, method]) => [name, (...args: never[]) => this.#count((method as (...a: never[]) => Promise<unknown>)(...args))]),
    ) as unknown as Store;
  }

  #countedDefinition(): typeof kinesis {
    return {
      ...kinesis,
      verifyStream: (...call) => this.#count(kinesis.verifyStream(...call)),
      createClient: (account, ...rest) => {
        this.accountsInUse.push(new WeakRef(account));
        const client = kinesis.createClient(account, ...rest);
        return { ...client, send: (...call) => this.#count(client.send(...call)) };
      },
    };
  }
}
