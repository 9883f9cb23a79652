import { hash } from 'node:crypto';
import type { ErrorCode } from '../../shared/errorCodes.ts';
import type { Profile } from '../../shared/profile.ts';
import type { Random } from '../kit/backoff.ts';
import type { StreamRecord } from '../publisher/streamClient.ts';
import { partitionKeyOf } from './partitionKey.ts';
import { missingConsents } from './consent.ts';
import { buildExits, buildPayload, type RecordFacts, type RecordForm } from './payload.ts';
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

/** The one place where a profile becomes a record, so that no way leads past the consent. */
function consentedPayload(
  plan: DeliveryPlan,
  profile: Profile,
  facts: RecordFacts,
): ReturnType<typeof buildPayload> | { readonly ok: false; readonly code: 'consent_missing'; readonly message: string } {
  const missing = missingConsents(plan.options.requiredConsents, profile);
  if (missing.length === 0) return buildPayload(plan, profile, facts);
  return {
    ok: false,
    code: 'consent_missing',
    message: `This destination needs a consent that this person does not grant: ${missing.map((purpose) => `"${purpose}"`).join(', ')}.`,
  };
}

/** Profile → payload and partition key. Never throws: a profile that breaks the mapping is set aside, and costs nobody else. */
export function makeRecord(plan: DeliveryPlan, profile: Profile, facts: RecordFacts, random: Random, form: RecordForm = 'record'): MadeRecord {
  try {
    const payload = form === 'record' ? consentedPayload(plan, profile, facts) : { ok: true as const, text: buildExits(plan, profile, facts, form) };
    if (!payload.ok) return { kind: 'excluded', code: payload.code, message: payload.message };
    const key = partitionKeyOf(plan.partitionKey, profile, random);
    if (!key.ok) return { kind: 'failed', code: key.code, message: key.message, data: payload.text };
    return { kind: 'record', record: { data: Buffer.from(payload.text, 'utf8'), partitionKey: key.key }, fellBack: key.fellBack };
  } catch (thrown) {
    return { kind: 'failed', code: 'defect', message: `No record could be made of this profile (${thrown instanceof Error ? thrown.name : 'unknown'}).`, data: null };
  }
}
