import { hash } from 'node:crypto';
import type { ErrorCode } from '../../shared/errorCodes.ts';
import type { Profile } from '../../shared/profile.ts';
import type { Random } from '../kit/backoff.ts';
import type { StreamRecord } from '../publisher/streamClient.ts';
import { partitionKeyOf } from './partitionKey.ts';
import { buildPayload, type RecordFacts } from './payload.ts';
import type { DeliveryPlan } from './plan.ts';

/** What becomes of a selected profile before anything is sent. */
export type MadeRecord =
  | { readonly kind: 'record'; readonly record: StreamRecord; readonly fellBack: boolean }
  | { readonly kind: 'excluded'; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly data: string | null };

/**
 * The id of a record, the same through retries, crashes and failovers: a pure function of the destination, the profile
 * at one version, and for a backfill or replay its run. 22 characters, 132 bits of SHA-256. Since versions never come
 * back, even after a restored backup, no id does.
 */
export function exportIdOf(destinationId: string, profileId: string, profileVersion: number, runId: string | null): string {
  return hash('sha256', JSON.stringify([destinationId, profileId, profileVersion, runId]), 'base64url').slice(0, 22);
}

/** Profile → payload and partition key. Never throws: a profile that breaks the mapping is set aside, and costs nobody else. */
export function makeRecord(plan: DeliveryPlan, profile: Profile, facts: RecordFacts, random: Random): MadeRecord {
  try {
    const payload = buildPayload(plan, profile, facts);
    if (!payload.ok) return { kind: 'excluded', code: payload.code, message: payload.message };
    const key = partitionKeyOf(plan.partitionKey, profile, random);
    if (!key.ok) return { kind: 'failed', code: key.code, message: key.message, data: payload.text };
    return { kind: 'record', record: { data: Buffer.from(payload.text, 'utf8'), partitionKey: key.key }, fellBack: key.fellBack };
  } catch (thrown) {
    return { kind: 'failed', code: 'defect', message: `No record could be made of this profile (${thrown instanceof Error ? thrown.name : 'unknown'}).`, data: null };
  }
}
