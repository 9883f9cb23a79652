import type { ActivationInput, Preview, PreviewCase } from '../../shared/activation.ts';
import type { DestinationOptions } from '../../shared/destination.ts';
import type { DeliveryReason } from '../../shared/delivery.ts';
import type { Profile } from '../../shared/profile.ts';
import type { ShardOf } from '../destinations/definition.ts';
import type { Random } from '../kit/backoff.ts';
import type { ProfileRow } from '../store/rows.ts';
import type { ProfileStore } from '../store/store.ts';
import { isoTime } from '../kit/clock.ts';
import { findingsOf } from './findings.ts';
import { profileOf } from './handOver.ts';
import { planDelivery, type DeliveryPlan, type MappedSegment } from './plan.ts';
import { largestParts } from './largestParts.ts';
import { exportIdOf, makeRecord } from './record.ts';
import { mappedSegmentsOf } from './selection.ts';

/** Sample profiles shown, and how many more are looked at for the spread over shards. */
const shownProfiles = 3;
const spreadProfiles = 500;

export interface PreviewRequest {
  readonly store: Pick<ProfileStore, 'readMembers' | 'readProfiles'>;
  readonly destinationId: string;
  /** A draft, as it would be stored. */
  readonly activation: ActivationInput;
  readonly segments: readonly MappedSegment[];
  readonly options: DestinationOptions;
  /** Show this profile instead of samples. */
  readonly profileId: string | null;
  /** Null where the credentials may not look at the shards. */
  readonly shards: { readonly shardIds: readonly string[]; readonly shardOf: ShardOf } | null;
  readonly maxRecordBytes: number;
  readonly random: Random;
}

/** Exactly the records this activation would send for real profiles, made by the same functions as delivery. Sends nothing. */
export async function previewActivation(request: PreviewRequest): Promise<Preview> {
  const { store, activation, segments, options, profileId, shards } = request;
  const plan = planDelivery(request.destinationId, activation, segments, options);
  const segmentIds = activation.segments.map((segment) => segment.id);
  const rows = profileId === null ? await store.readMembers(segmentIds, '', spreadProfiles) : await store.readProfiles([profileId]);
  const shardIdOf = (partitionKey: string): string | null => shards?.shardOf(partitionKey) ?? null;
  const made = rows.map((row) => previewOne(request, plan, row, false));
  const findings = findingsOf(
    plan,
    rows.map((row, index) => ({ profile: profileOf(row), isTooLarge: made[index]?.code === 'record_too_large' })),
    shards,
  );
  const examples = new Set(findings.map(({ profileId: example }) => example));
  const placed = <T extends PreviewItem>(item: T): T & { shardId: string | null } => ({ ...item, shardId: item.partitionKey === null ? null : shardIdOf(item.partitionKey) });
  return {
    items: rows.filter((row, index) => index < shownProfiles || examples.has(row.profileId)).map((row) => placed(previewOne(request, plan, row, true))),
    cases: rows.slice(0, shownProfiles).flatMap((row) => previewCasesOf(request, plan, row).map(placed)),
    spread:
      shards === null
        ? []
        : spreadOver(
            shards.shardIds,
            made.flatMap((item) => (item.partitionKey === null ? [] : [shards.shardOf(item.partitionKey)])),
          ),
    sampled: rows.length,
    findings,
  };
}

export type PreviewItem = Omit<Preview['items'][number], 'shardId'>;

type Limits = Pick<PreviewRequest, 'maxRecordBytes' | 'random'>;

/** The record a person as stored would cause now; `shown`: with the id that delivery would give it. */
export function previewOne(limits: Limits, plan: DeliveryPlan, row: ProfileRow, shown: boolean): PreviewItem {
  const profile = profileOf(row);
  return previewChange(limits, plan, row, profile, 'membership', new Set(mappedSegmentsOf(plan, profile)), shown);
}

/** What the same person would cause by entering, by a change of what is sent, and by leaving the first mapped segment they are in. */
function previewCasesOf(limits: Limits, plan: DeliveryPlan, row: ProfileRow): (PreviewItem & { case: PreviewCase })[] {
  const profile = profileOf(row);
  const { triggers } = plan;
  const preview = (of: PreviewCase, changed: Profile, reason: DeliveryReason, segments: ReadonlySet<string>) => ({
    ...previewChange(limits, plan, row, changed, reason, segments, true),
    case: of,
  });
  const inside = Object.entries(profile.segmentMembership).flatMap(([namespace, memberships]) =>
    Object.entries(memberships).flatMap(([id, { status }]) => (status === 'realized' && plan.segments.has(id) ? [{ namespace, id }] : [])),
  )[0];
  if (inside === undefined) return [];
  const { namespace, id } = inside;
  const exit = { status: 'exited' as const, lastQualificationTime: isoTime(row.updatedAt) };
  const left = { ...profile, segmentMembership: { ...profile.segmentMembership, [namespace]: { ...profile.segmentMembership[namespace], [id]: exit } } };
  return [
    ...(triggers.membership ? [preview('entered', profile, 'membership', new Set([id]))] : []),
    ...(triggers.attributes || triggers.identity ? [preview('updated', profile, triggers.attributes ? 'attribute' : 'identity', new Set())] : []),
    ...(triggers.membership ? [preview('exited', left, 'membership', new Set([id]))] : []),
  ];
}

function previewChange(
  { maxRecordBytes, random }: Limits,
  plan: DeliveryPlan,
  row: ProfileRow,
  profile: Profile,
  reason: DeliveryReason,
  changedSegments: ReadonlySet<string>,
  shown: boolean,
): PreviewItem {
  const exportId = shown ? exportIdOf(plan.destinationId, row.profileId, row.version, null) : '';
  const facts = { exportId, reason, profileVersion: row.version, sequence: row.sequence, at: row.updatedAt, changedSegments };
  const made = makeRecord(plan, profile, facts, random);
  const base = { profileId: row.profileId, reason, data: null, bytes: 0, partitionKey: null, code: null, message: null };
  if (made.kind !== 'record') {
    const text = made.kind === 'failed' ? made.data : null;
    return { ...base, data: text, bytes: text === null ? 0 : Buffer.byteLength(text), code: made.code, message: made.message };
  }
  const data = Buffer.from(made.record.data).toString('utf8');
  const bytes = made.record.data.byteLength;
  const { partitionKey } = made.record;
  const size = bytes + Buffer.byteLength(partitionKey);
  if (size > maxRecordBytes)
    return {
      ...base,
      data,
      bytes,
      partitionKey,
      code: 'record_too_large',
      message: `The record has ${size} bytes with its key; the stream allows ${maxRecordBytes}. ${largestParts(data)}`,
    };
  return { ...base, data, bytes, partitionKey };
}

function spreadOver(shardIds: readonly string[], hits: readonly string[]): Preview['spread'] {
  const counts = new Map(shardIds.map((shardId) => [shardId, 0]));
  for (const shardId of hits) counts.set(shardId, (counts.get(shardId) ?? 0) + 1);
  return [...counts].map(([shardId, count]) => ({ shardId, share: hits.length === 0 ? 0 : count / hits.length }));
}
