import { applyTransform } from '../delivery/transform.ts';
import { personalKind } from '../profiles/fields.ts';
import type { Json, JsonObject, Profile } from '../../shared/profile.ts';
import type { ProfileValue, SampleProfile, ValuesShown } from '../../shared/segmentProfile.ts';
import type { Role } from '../../shared/session.ts';
import { isoTime } from '../kit/clock.ts';

/** Values shown of one person, and characters of each: a profile may have a megabyte. */
const mostValues = 100;
const valueLength = 200;
/** Of shorter values nothing shows: the last four characters of a first name are the name. */
const endShownFrom = 12;

/** What each role sees of people; whoever only feeds profiles sees nothing. */
export const shownTo: Readonly<Record<Role, ValuesShown>> = { admin: 'readable', marketer: 'masked', viewer: 'hidden', ingest: 'hidden' };

/** PURE. A person as far as `shown` allows. `updatedAt` in epoch milliseconds. */
export function presentSample({ profileId, identityMap, attributes }: Profile, updatedAt: number, shown: ValuesShown): SampleProfile {
  const identities = Object.entries(identityMap).flatMap(([namespace, ids]) => ids.map(({ id }) => presentValue(namespace, [namespace], id, shown)));
  const all = leavesOf(attributes, []).map(({ path, value }) => presentValue(path.join('.'), path, value, shown));
  const [shownIdentities, shownAttributes] = [identities.slice(0, mostValues), all.slice(0, mostValues)];
  const id = presentValue('profileId', [], profileId, shown);
  return {
    profileId: id.value,
    isIdMasked: id.isMasked,
    updatedAt: isoTime(updatedAt),
    identities: shownIdentities,
    attributes: shownAttributes,
    moreValues: identities.length + all.length - shownIdentities.length - shownAttributes.length,
  };
}

/** Values with the names on the way to them; a list is one value. */
function leavesOf(object: JsonObject, path: readonly string[]): { path: readonly string[]; value: Json }[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const here = [...path, name];
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? leavesOf(value, here) : [{ path: here, value }];
  });
}

function presentValue(label: string, path: readonly string[], value: Json, shown: ValuesShown): ProfileValue {
  if (shown === 'hidden') return { path: label, value: null, isMasked: false };
  const masked = shown === 'masked' ? maskPersonal(path, value) : value;
  return { path: label, value: clip(typeof masked === 'string' ? masked : JSON.stringify(masked)), isMasked: masked !== value };
}

/** The value itself where nothing in it is personal; else a copy in which what is personal shows no more than its end, a third of it at most. */
export function maskPersonal(path: readonly string[], value: Json): Json {
  if (value === null) return value;
  if (typeof value !== 'object') return personalKind(path, value) === null ? value : maskText(String(value));
  const entries = Object.entries(value).map(([name, inner]) => [name, maskPersonal(Array.isArray(value) ? path : [...path, name], inner)] as const);
  if (entries.every(([name, inner]) => inner === (value as Readonly<Record<string, Json>>)[name])) return value;
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

const maskText = (text: string): string => (text.length < endShownFrom ? '*'.repeat(text.length) : (applyTransform('mask', text) as string));

const clip = (text: string): string => (text.length > valueLength ? `${text.slice(0, valueLength)}…` : text);
