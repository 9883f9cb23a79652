import type { Profile } from '../shared/profile.ts';
import type { ParsedProfile, ProfileUpdate } from '../server/profiles/parse.ts';
import { checkProfile } from '../server/profiles/parse.ts';

/** A moment all tests may share. */
export const testNow = Date.parse('2026-11-20T10:00:00Z');

/** A partial update as upstream sends it, of about 500 bytes; `n` makes it somebody else. */
export function sentProfile(n: number, part: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    profileId: `crm-${n}`,
    identityMap: { email_lc_sha256: [{ id: n.toString(16).padStart(64, '0') }], ecid: [{ id: `145750065363492864046196480857${n}` }] },
    attributes: { person: { name: { firstName: 'Ada', lastName: 'Lovelace' } }, personalEmail: { address: `ada${n}@example.com` } },
    segmentMembership: { ups: { vip: { status: 'realized', lastQualificationTime: '2026-11-20T09:00:00Z' } } },
    ...part,
  };
}

/** The checked form of an update that must be valid. */
export function profileUpdate(sent: Record<string, unknown>, now = testNow): ProfileUpdate {
  const parsed: ParsedProfile = checkProfile(sent, now);
  if (!parsed.ok) throw new Error(`No valid profile: ${JSON.stringify(parsed.issues)}`);
  return parsed.update;
}

/** A stored profile; what is not named is empty. */
export function storedProfile(part: Partial<Profile> = {}): Profile {
  return { profileId: 'crm-1', identityMap: {}, attributes: {}, segmentMembership: {}, ...part };
}

/** One profile a line. */
export function ndjson(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
