/**
 * A stream in this process, on 127.0.0.1, that speaks as Kinesis does (`x-amz-json-1.1`), enforces its limits, keeps
 * everything in order of arrival, and goes wrong on demand. What it stores is the truth a test compares with.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '../../server/kit/clock.ts';
import type { ShardLimit } from './fakeShards.ts';
import { seededRandom } from './manualClock.ts';
import { checkSignature, type KnownKeys } from './requestSignature.ts';
import type { Fault, FaultRule } from './streamFaults.ts';
import { Refusal, StreamState, type FakeStreamStatus, type PutRow, type StoredRecord } from './streamState.ts';

export interface FakeStreamOptions {
  readonly name?: string;
  readonly region?: string;
  readonly accountId?: string;
  /** Shards at the start; 4 when left out. */
  readonly shards?: number;
  readonly maxRecordKiB?: number;
  /** 1,000 records and 1 MiB a second and shard; on when left out. */
  readonly enforceShardLimits?: boolean;
  /** How a shard counts towards them; a bucket of one second when left out. */
  readonly shardLimit?: ShardLimit;
  /** Access key id → its secret (and session token): others are refused, signatures are checked. Any key will do when left out. */
  readonly keys?: KnownKeys;
  /** Makes the random faults repeat. */
  readonly seed?: number;
  readonly clock?: Clock;
  /** Idle connections are closed after this; as Node does it when left out. */
  readonly keepAliveMs?: number;
  /** 0 picks a free port. */
  readonly port?: number;
}

export interface FakeStream {
  readonly endpoint: string;
  readonly name: string;
  /** Other streams of the same account behind the same endpoint. */
  addStream(name: string): StreamState;
  /** Changes when another account answers under the same name. */
  arn: string;
  /** Calls per operation so far. */
  readonly requests: Readonly<Record<string, number>>;
  /** Rows that came in with PutRecords, stored or not. */
  readonly rowsReceived: number;
  /** Calls under way. */
  readonly inFlight: number;
  /** Connections ever opened. */
  readonly connections: number;
  /** PutRecords calls that wanted to know only whether they would succeed. */
  readonly dryRuns: number;
  /** Access key ids that calls were signed with. */
  readonly accessKeyIds: ReadonlySet<string>;
  /** Rules in order; the first that hits a call decides. Setting them forgets how often the former ones hit. */
  faults: readonly FaultRule[];
  status: FakeStreamStatus;
  createdAt: Date;
  /** As UpdateMaxRecordSize would set it. */
  maxRecordKiB: number;
  latencyMs: number;
  /** A batch that holds this partition key is refused as a whole, without saying why. */
  poisonKey: string | null;
  /** What this side's clock is ahead of the real one. Matters with `keys` only. */
  clockAheadMs: number;
  /** An endpoint that ignores DryRun and writes. */
  ignoresDryRun: boolean;
  /** The key it is encrypted with; null: none. */
  keyId: string | null;
  /** Whether its owner sees to its shards, or AWS does. */
  mode: 'PROVISIONED' | 'ON_DEMAND';
  /** Readers get no record from before this sequence number: its retention has passed. */
  keptFrom: string;
  /** Everything stored, in order of commit. */
  records(): readonly StoredRecord[];
  /** Whether a key lies in the range of a shard. */
  holds(shardId: string, partitionKey: string): boolean;
  byShard(): ReadonlyMap<string, readonly StoredRecord[]>;
  /** Splits the hash space anew; the former shards are closed and stay as parents. */
  reshard(count: number): void;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const jsonType = 'application/x-amz-json-1.1';

export async function startFakeStream(options: FakeStreamOptions = {}): Promise<FakeStream> {
  const { name = 'audience-events', region = 'eu-west-1', accountId = '123456789012', clock = systemClock } = options;
  const random = seededRandom(options.seed ?? 1);
  const settings = {
    name,
    region,
    accountId,
    clock,
    random,
    shards: options.shards ?? 4,
    maxRecordKiB: options.maxRecordKiB ?? 1_024,
    shardLimit: options.enforceShardLimits === false ? null : (options.shardLimit ?? { kind: 'bucket' as const, seconds: 1 }),
  };
  const state = new StreamState(settings);
  const others = new Map<unknown, StreamState>();
  const requests: Record<string, number> = {};
  const accessKeyIds = new Set<string>();
  const closing = new AbortController();
  const counts = { inFlight: 0, connections: 0 };
  const knobs = { latencyMs: 0, clockAheadMs: 0 };
  let rules: readonly FaultRule[] = [];
  let hits: number[] = [];

  function chooseFault(operation: string): Fault | null {
    for (const [index, rule] of rules.entries()) {
      if (rule.operation !== '*' && (rule.operation ?? 'PutRecords') !== operation) continue;
      if ((hits[index] ?? 0) >= (rule.times ?? Infinity) || random() >= (rule.probability ?? 1)) continue;
      hits[index] = (hits[index] ?? 0) + 1;
      return rule.fault;
    }
    return null;
  }

  const stateOf = (input: Readonly<Record<string, unknown>>): StreamState => others.get(input['StreamName'] ?? String(input['ShardIterator']).split('|')[0]) ?? state;

  function listStreams({ ExclusiveStartStreamName: after }: Readonly<Record<string, unknown>>): object {
    const there = [state, ...others.values()].filter(({ status }) => status !== 'MISSING').map((stream) => stream.name);
    return { StreamNames: there.filter((found) => typeof after !== 'string' || found > after).toSorted(), HasMoreStreams: false, StreamSummaries: [] };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) as string;
    requests[operation] = (requests[operation] ?? 0) + 1;
    if (knobs.latencyMs > 0) await clock.sleep(knobs.latencyMs, closing.signal);
    const fault = chooseFault(operation);
    const input = parseInput(body);
    const storeAll = (): void => {
      if (operation === 'PutRecords') stateOf(input).storeAll(input['Records'] as PutRow[]);
    };
    if (fault !== null && 'stored' in fault && fault.stored === true) storeAll();
    switch (fault?.kind) {
      case 'resetBefore':
        return void request.socket.resetAndDestroy();
      case 'resetAfter':
        storeAll();
        return void request.socket.resetAndDestroy();
      case 'hang':
        return;
      case 'zombie':
        request.socket.resetAndDestroy();
        await clock.sleep(fault.afterMs, closing.signal);
        if (!closing.signal.aborted) storeAll();
        return;
      case 'emptyBody':
        return send(response, { status: 200, body: '' });
      case 'body':
        return send(response, { status: 200, body: fault.body });
      case 'html':
        return send(response, {
          status: fault.status,
          body: '<!doctype html><title>Sign in</title>',
          headers: { 'content-type': 'text/html', ...(fault.location === undefined ? {} : { location: fault.location }) },
        });
      default:
        return send(response, answer(request, body, operation, input, fault), fault?.kind === 'trickle' ? fault.everyMs : 0);
    }
  }

  function answer(request: IncomingMessage, body: Buffer, operation: string, input: Record<string, unknown>, fault: Fault | null): Answer {
    try {
      const signed = checkSignature(request, body, { region, keys: options.keys ?? null, now: clock.now() + knobs.clockAheadMs });
      if (signed.accessKeyId !== null) accessKeyIds.add(signed.accessKeyId);
      if (!signed.ok) throw new Refusal(400, signed.code, signed.message);
      if (fault?.kind === 'refuse') throw new Refusal(fault.status, fault.code, fault.message ?? '');
      return { status: 200, body: JSON.stringify(operation === 'ListStreams' ? listStreams(input) : stateOf(input).answer(operation, input, fault)) };
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      return { status: thrown.status, body: JSON.stringify({ __type: thrown.code, message: thrown.message }) };
    }
  }

  async function send(response: ServerResponse, { status, body, headers }: Answer, byteEveryMs = 0): Promise<void> {
    const date = new Date(clock.now() + knobs.clockAheadMs).toUTCString();
    response.writeHead(status, { 'content-type': jsonType, 'x-amzn-requestid': randomUUID(), date, 'content-length': Buffer.byteLength(body), ...headers });
    if (byteEveryMs === 0) return void response.end(body);
    for (const byte of Buffer.from(body)) {
      if (response.destroyed || closing.signal.aborted) return;
      response.write(Buffer.of(byte));
      await clock.sleep(byteEveryMs, closing.signal);
    }
    response.end();
  }

  const keepAlive = options.keepAliveMs === undefined ? {} : { keepAliveTimeout: options.keepAliveMs, keepAliveTimeoutBuffer: 0 };
  const server = createServer(keepAlive, (request, response) => {
    counts.inFlight += 1;
    response.once('close', () => (counts.inFlight -= 1));
    handle(request, response).catch((thrown: unknown) => {
      // A client that went away is a fault under test; anything else is a mistake in this fake and must be seen.
      if (request.destroyed || response.destroyed) return;
      response.writeHead(500, { 'content-type': jsonType });
      response.end(JSON.stringify({ __type: 'FakeStreamDefect', message: String(thrown) }));
    });
  });
  server.on('connection', () => (counts.connections += 1));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    name,
    requests,
    addStream(other) {
      const added = new StreamState({ ...settings, name: other });
      others.set(other, added);
      return added;
    },
    get arn() {
      return state.arn;
    },
    set arn(next) {
      state.arn = next;
    },
    accessKeyIds,
    get rowsReceived() {
      return state.rowsReceived;
    },
    get inFlight() {
      return counts.inFlight;
    },
    get connections() {
      return counts.connections;
    },
    get dryRuns() {
      return state.dryRuns;
    },
    get faults() {
      return rules;
    },
    set faults(next) {
      rules = next;
      hits = [];
    },
    get status() {
      return state.status;
    },
    set status(next) {
      state.status = next;
    },
    get createdAt() {
      return state.createdAt;
    },
    set createdAt(next) {
      state.createdAt = next;
    },
    get maxRecordKiB() {
      return state.maxRecordKiB;
    },
    set maxRecordKiB(next) {
      state.maxRecordKiB = next;
    },
    get poisonKey() {
      return state.poisonKey;
    },
    set poisonKey(next) {
      state.poisonKey = next;
    },
    get ignoresDryRun() {
      return state.ignoresDryRun;
    },
    set ignoresDryRun(next) {
      state.ignoresDryRun = next;
    },
    get keptFrom() {
      return state.keptFrom;
    },
    set keptFrom(next) {
      state.keptFrom = next;
    },
    get keyId() {
      return state.keyId;
    },
    set keyId(next) {
      state.keyId = next;
    },
    get mode() {
      return state.mode;
    },
    set mode(next) {
      state.mode = next;
    },
    get latencyMs() {
      return knobs.latencyMs;
    },
    set latencyMs(next) {
      knobs.latencyMs = next;
    },
    get clockAheadMs() {
      return knobs.clockAheadMs;
    },
    set clockAheadMs(next) {
      knobs.clockAheadMs = next;
    },
    records: () => state.log,
    holds: (shardId, partitionKey) => state.shards.holds(shardId, partitionKey),
    byShard: () => Map.groupBy(state.log, ({ shardId }) => shardId),
    reshard: (count) => state.reshard(count),
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function parseInput(body: Buffer): Record<string, unknown> {
  return body.length === 0 ? {} : (JSON.parse(body.toString()) as Record<string, unknown>);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
