/** Rows → what answers hold. The only place that decides what of a row is shown. */
import { accountCheckSchema, type Account } from '../../shared/account.ts';
import type { Activation } from '../../shared/activation.ts';
import { destinationOptionsSchema, pauseSchema, type Destination, type DestinationStatus } from '../../shared/destination.ts';
import { draftContentSchema, type Draft } from '../../shared/draft.ts';
import type { Page } from '../../shared/page.ts';
import type { Segment } from '../../shared/segment.ts';
import { readDocument } from '../delivery/plan.ts';
import type { CredentialFacts } from '../destinations/definition.ts';
import { isoTime } from '../kit/clock.ts';
import type { DraftRow } from '../store/accessRows.ts';
import type { ActivationRow } from '../store/activationRows.ts';
import type { RunRow, AccountRow, DestinationRow, SegmentRow } from '../store/rows.ts';

export function presentPage<Row, Item>(page: Page<Row>, present: (row: Row) => Item): Page<Item> {
  return { items: page.items.map(present), nextCursor: page.nextCursor };
}

/** Never the sealed credentials: only the facts that were taken from them when they were stored. */
export function presentAccount(row: AccountRow): Account {
  const facts = JSON.parse(row.factsJson) as CredentialFacts;
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    region: row.region,
    credentials: { method: facts.method, accessKeyId: facts.maskedKeyId, hasSessionToken: facts.hasSessionToken, roleArn: facts.roleArn ?? null },
    externalId: facts.externalId ?? null,
    rotatedAt: isoTime(row.rotatedAt),
    lastCheck: row.lastCheckJson === null ? null : accountCheckSchema.parse(JSON.parse(row.lastCheckJson)),
    destinations: [...row.destinations],
    createdAt: isoTime(row.createdAt),
    updatedAt: isoTime(row.updatedAt),
    version: row.version,
  };
}

export function statusOfDestination(row: DestinationRow): DestinationStatus {
  if (row.activationState === null) return 'draft';
  if (!row.enabled || row.activationState === 'paused') return 'disabled';
  return row.pauseJson === null ? 'enabled' : 'paused';
}

export function presentDestination(row: DestinationRow): Destination {
  const status = statusOfDestination(row);
  return {
    id: row.id,
    type: row.type,
    accountId: row.accountId,
    accountName: row.accountName,
    name: row.name,
    description: row.description,
    stream: row.stream,
    region: row.region,
    options: destinationOptionsSchema.parse(JSON.parse(row.optionsJson)),
    tags: [...row.tags],
    status,
    pause: status === 'paused' && row.pauseJson !== null ? pauseSchema.parse(JSON.parse(row.pauseJson)) : null,
    segments: [...row.segments],
    proposedBy: row.proposedBy,
    lastDeliveredAt: row.lastDeliveredAt === null ? null : isoTime(row.lastDeliveredAt),
    lastRun: row.lastRun === null ? null : { ...row.lastRun, startedAt: isoTime(row.lastRun.startedAt) },
    createdAt: isoTime(row.createdAt),
    updatedAt: isoTime(row.updatedAt),
    version: row.version,
  };
}

/** `started`: the runs this very update started; none when it is only read. */
export function presentActivation(row: ActivationRow, started: readonly Pick<RunRow, 'id' | 'kind'>[] = []): Activation {
  const { attributes, identities, partitionKey, triggers } = readDocument(row.documentJson);
  return {
    destinationId: row.destinationId,
    segments: row.segments.map(({ id, name, backfill, mappedAt }) => ({ id, name, backfill, mappedAt: isoTime(mappedAt) })),
    attributes,
    identities,
    partitionKey,
    triggers,
    state: row.state,
    backfillRunId: started.find(({ kind }) => kind === 'backfill')?.id ?? null,
    exitsRunId: started.find(({ kind }) => kind === 'exits')?.id ?? null,
    updatedAt: isoTime(row.updatedAt),
    version: row.version,
  };
}

export function presentSegment(row: SegmentRow): Segment {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    origin: row.origin,
    labels: [...row.labels],
    size: row.size,
    identityCoverage: { ...row.coverage },
    lastChangeAt: row.lastChangeAt === null ? null : isoTime(row.lastChangeAt),
    createdAt: isoTime(row.createdAt),
    updatedAt: isoTime(row.updatedAt),
    destinations: [...row.destinations],
    version: row.version,
  };
}

export function presentDraft(row: DraftRow): Draft {
  return { id: row.id, content: draftContentSchema.parse(JSON.parse(row.contentJson)), createdAt: isoTime(row.createdAt), updatedAt: isoTime(row.updatedAt) };
}
