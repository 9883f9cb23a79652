/** Rows for tests, complete and small; a test names only what it is about. */
import type { DeadLetterRow, DeliveryRow, OutcomeSums, ProfileWrite, RunRow, Settlement } from '../../../server/store/rows.ts';
import type { NewAccount, NewDestination, Store } from '../../../server/store/store.ts';

/** What a driver hands to the suite; `reopen` closes the store and opens the same data again. */
export interface OpenedStore {
  readonly store: Store;
  reopen(): Promise<Store>;
  destroy(): Promise<void>;
}

export function profileWrite(profileId: string, change: Partial<ProfileWrite> = {}): ProfileWrite {
  const expectedVersion = change.expectedVersion ?? 0;
  return {
    profileId,
    expectedVersion,
    version: expectedVersion + 1,
    acceptedAt: 1_000,
    documentJson: `{"of":${JSON.stringify(profileId)}}`,
    changeJson: '{}',
    touchedSegments: [],
    memberships: [],
    coverage: [],
    ...change,
  };
}

/** The write by which a profile enters or leaves segments, covered by or losing the namespaces. */
export function move(profileId: string, segmentIds: readonly string[], member: boolean, change: Partial<ProfileWrite> = {}, namespaces: readonly string[] = []): ProfileWrite {
  return profileWrite(profileId, {
    touchedSegments: segmentIds,
    memberships: segmentIds.map((segmentId) => ({ segmentId, member })),
    coverage: segmentIds.flatMap((segmentId) => namespaces.map((namespace) => ({ segmentId, namespace, delta: member ? (1 as const) : (-1 as const) }))),
    ...change,
  });
}

export function account(id: string, change: Partial<NewAccount> = {}): NewAccount {
  return { id, type: 'toy', name: `Account ${id}`, region: 'eu-west-1', sealed: 'v1.sealed', factsJson: '{"method":"toy"}', rotatedAt: 10, createdAt: 10, ...change };
}

export function destination(id: string, accountId: string, change: Partial<NewDestination> = {}): NewDestination {
  return {
    id,
    type: 'toy',
    accountId,
    name: `Destination ${id}`,
    description: '',
    targetJson: '{"name":"events"}',
    stream: 'events',
    region: 'eu-west-1',
    optionsJson: '{}',
    tags: [],
    createdAt: 20,
    ...change,
  };
}

export function sums(change: Partial<OutcomeSums> = {}): OutcomeSums {
  return { received: 0, activated: 0, excluded: 0, failed: 0, retried: 0, throttled: 0, bytes: 0, latency: {}, reasons: [], ...change };
}

export function run(id: string, destinationId: string, change: Partial<RunRow> = {}): RunRow {
  return {
    id,
    destinationId,
    kind: 'backfill',
    state: 'running',
    startedAt: 100,
    endedAt: null,
    done: 0,
    total: 3,
    resumedAt: change.startedAt ?? 100,
    resumedDone: 0,
    author: null,
    segmentIds: ['one', 'two'],
    letters: null,
    sums: sums(),
    ...change,
  };
}

export function delivery(exportId: string, destinationId: string, change: Partial<DeliveryRow> = {}): DeliveryRow {
  return {
    exportId,
    destinationId,
    runId: 'run',
    profileId: `profile of ${exportId}`,
    reason: 'membership',
    partitionKey: 'key',
    shardId: 'shard-1',
    sequenceNumber: '49646986683135544286507457936321625675700192471156785154',
    attempts: 1,
    bytes: 400,
    acceptedAt: 1_000,
    deliveredAt: 1_010,
    ...change,
  };
}

export function deadLetter(id: string, destinationId: string, change: Partial<DeadLetterRow> = {}): DeadLetterRow {
  return {
    id,
    destinationId,
    runId: 'run',
    profileId: `profile of ${id}`,
    exportId: `export of ${id}`,
    code: 'record_too_large',
    message: 'The record has 2 MiB, the stream takes 1 MiB.',
    attemptsJson: '[]',
    data: '{"large":true}',
    createdAt: 1_000,
    state: 'open',
    endedAt: null,
    endedBy: null,
    endedRunId: null,
    endedAs: null,
    ...change,
  };
}

export function settlement(destinationId: string, epoch: number, change: Partial<Settlement> = {}): Settlement {
  return {
    destinationId,
    epoch,
    watermark: 0,
    position: 0,
    lanes: [],
    runs: [],
    minutes: [],
    deliveries: [],
    deadLetters: [],
    endedLetters: [],
    gathered: [],
    released: [],
    progress: [],
    ...change,
  };
}

/** An account, a destination on it and its activation of one segment, ready to be taken over. */
export async function activate(store: Store, destinationId: string, segmentId = `segment of ${destinationId}`): Promise<void> {
  await store.insertAccount(account(`account of ${destinationId}`));
  await store.insertDestination(destination(destinationId, `account of ${destinationId}`));
  await store.putSegment({ id: segmentId, name: segmentId, at: 30, expectedVersion: null });
  await store.putActivation({ ...activation(destinationId, [segmentId]) });
}

type Activation = Parameters<Store['putActivation']>[0];

export function activation(destinationId: string, segmentIds: readonly string[], change: Partial<Activation> = {}): Activation {
  return {
    destinationId,
    documentJson: '{"attributes":[]}',
    state: 'active',
    segments: segmentIds.map((id) => ({ id, backfill: false })),
    author: 'ada@example.com',
    approvedBy: null,
    at: 40,
    expectedVersion: null,
    runs: [],
    ...change,
  };
}

/** Every item of a list, page by page: what a person who clicks through it sees. */
export async function everyItem<T>(limit: number, list: (page: { limit: number; cursor: string | null }) => Promise<{ items: T[]; nextCursor: string | null }>): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = null; ;) {
    const page = await list({ limit, cursor });
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

export const firstPage = { limit: 500, cursor: null };
export const allTimes = { from: 0, to: Number.MAX_SAFE_INTEGER };
