import { isoTime } from '../kit/clock.ts';
import type { ConsentStatus, JsonObject, Membership, Profile, ProfileChange } from '../../shared/profile.ts';
import { mergePatch } from './mergePatch.ts';
import type { MembershipUpdate, ProfileUpdate } from './parse.ts';

/** What an update made of a profile; `null` when it changed nothing. */
export type Merged = { readonly profile: Profile; readonly change: ProfileChange } | null;

/** Characters of attribute paths kept per change. Deep profiles could otherwise grow a change to many times their own size. */
const pathsMaxLength = 64 * 1024;

/**
 * PURE. The stored profile (null for somebody new) with the update applied; neither is mutated. `arrival` in epoch
 * milliseconds stands in for a membership's missing time. Somebody new always counts as a change, even without data.
 */
export function mergeProfile(stored: Profile | null, update: ProfileUpdate, arrival: number): Merged {
  const before = stored ?? { profileId: update.profileId, identityMap: {}, attributes: {}, segmentMembership: {} };
  const attributes = mergeMembers(before.attributes, update.attributes);
  const identities = mergeMembers(before.identityMap, update.identityMap);
  const memberships = mergeMemberships(before.segmentMembership, update.segmentMembership ?? {}, arrival);
  const consents = update.consents === undefined ? { after: before.consents, flipped: [] } : mergeConsents(before.consents, update.consents);
  const isSame = attributes.changed.length === 0 && identities.changed.length === 0 && memberships.after === before.segmentMembership && consents.after === before.consents;
  if (stored !== null && isSame) return null;
  return {
    profile: {
      profileId: before.profileId,
      identityMap: identities.after as Profile['identityMap'],
      attributes: attributes.after,
      segmentMembership: memberships.after,
      ...(consents.after === undefined ? {} : { consents: consents.after }),
    },
    change: {
      segments: memberships.crossings,
      identities: identities.changed,
      attributes: shortened(attributes.changed, before.attributes, attributes.after),
      ...(consents.flipped.length === 0 ? {} : { consents: consents.flipped }),
    },
  };
}

type Consents = NonNullable<Profile['consents']>;

/** `after` is `before` itself when nothing changed. `flipped`: purposes that are granted now and were not, or the other way round. */
function mergeConsents(before: Consents | undefined, update: NonNullable<ProfileUpdate['consents']>): { after: Consents | undefined; flipped: string[] } {
  let after = before;
  const flipped: string[] = [];
  for (const purpose of Object.keys(update)) {
    const known = before === undefined ? undefined : own(before, purpose);
    const next = nextConsent(known, update[purpose] as 'granted' | 'denied' | null);
    if (next === known) continue;
    if (after === undefined || after === before) after = { ...before };
    if (next === undefined) delete after[purpose];
    else after[purpose] = next;
    if ((next === 'granted') !== (known === 'granted')) flipped.push(purpose);
  }
  return { after, flipped };
}

/** Undefined: no answer. Who granted once is remembered: only of them can a destination hold anything. */
function nextConsent(known: ConsentStatus | undefined, answer: 'granted' | 'denied' | null): ConsentStatus | undefined {
  if (answer === 'granted') return answer;
  if (known === 'granted' || known === 'withdrawn') return 'withdrawn';
  return answer ?? undefined;
}

/** RFC 7396 on one part of the profile: absent leaves it, `null` empties it. */
function mergeMembers(before: JsonObject, patch: JsonObject | null | undefined): { after: JsonObject; changed: string[] } {
  if (patch === undefined) return { after: before, changed: [] };
  const changed: string[] = [];
  const after = mergePatch(before, patch ?? Object.fromEntries(Object.keys(before).map((key) => [key, null])), '', changed) as JsonObject;
  return { after, changed };
}

/** Paths once each; where they are too many, the names of the top-level attributes instead. */
function shortened(paths: string[], before: JsonObject, after: JsonObject): string[] {
  if (paths.length < 2) return paths;
  const once = new Set(paths);
  if (paths.reduce((length, path) => length + path.length, 0) <= pathsMaxLength) return once.size === paths.length ? paths : [...once];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => own(before, name) !== own(after, name));
}

type Memberships = Profile['segmentMembership'];

/** `after` is `before` itself when nothing changed. `crossings`: segments entered or left. */
function mergeMemberships(
  before: Memberships,
  update: Readonly<Record<string, Readonly<Record<string, MembershipUpdate>>>>,
  arrival: number,
): { after: Memberships; crossings: ProfileChange['segments'] } {
  let after = before;
  const crossings: ProfileChange['segments'] = [];
  for (const namespace of Object.keys(update)) {
    const sent = update[namespace] as Readonly<Record<string, MembershipUpdate>>;
    const old = own(before, namespace) ?? {};
    let segments = old;
    for (const id of Object.keys(sent)) {
      const known = own(old, id);
      const next = nextMembership(known, sent[id] as MembershipUpdate, arrival);
      if (next === null) continue;
      if (segments === old) segments = { ...old };
      segments[id] = next;
      if (next.status !== known?.status) crossings.push({ namespace, id, status: next.status });
    }
    if (segments === old) continue;
    if (after === before) after = { ...before };
    after[namespace] = segments;
  }
  return { after, crossings };
}

/** The later time wins and a tie goes to the later arrival. Null: the known membership stays as it is. */
function nextMembership(known: Membership | undefined, sent: MembershipUpdate, arrival: number): Membership | null {
  const { status, time } = sent;
  if (known !== undefined) {
    if (time === null && known.status === status) return null;
    const later = (time?.epoch ?? arrival) - Date.parse(known.lastQualificationTime);
    if (later < 0 || (later === 0 && known.status === status)) return null;
  }
  return { status, lastQualificationTime: time?.text ?? isoTime(arrival) };
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
