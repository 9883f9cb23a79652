import { isPathName } from '../../shared/activation.ts';
import type { PersonalKind, ProfileField, ProfileFields } from '../../shared/profileFields.ts';
import type { Json, JsonObject, Profile } from '../../shared/profile.ts';

/** Fields described at most, and objects looked into one in the other: mappings name paths by hand beyond. */
const maxFields = 1_000;
const maxDepth = 12;
const maxExamples = 3;
const exampleLength = 60;

interface Seen {
  count: number;
  readonly kinds: Set<ProfileField['kinds'][number]>;
  readonly examples: Set<string>;
  /** How many values look like each kind of personal data. */
  readonly personal: Map<PersonalKind, number>;
}

/** PURE. What profiles hold: paths of values, how many have one, what they look like. Most filled first, then by path. */
export function describeFields(profiles: readonly Profile[]): ProfileFields {
  const attributes = new Map<string, Seen>();
  const identities = new Map<string, Seen>();
  for (const { attributes: values, identityMap } of profiles) {
    walk(values, [], attributes);
    for (const [namespace, ids] of Object.entries(identityMap)) if (ids[0] !== undefined) note(identities, namespace, ids[0].id, [namespace]);
  }
  return { sampled: profiles.length, attributes: described(attributes, profiles.length), identities: described(identities, profiles.length) };
}

function walk(object: JsonObject, path: readonly string[], seen: Map<string, Seen>): void {
  for (const [name, value] of Object.entries(object)) {
    if (value === null || !isPathName(name)) continue;
    const here = [...path, name];
    if (typeof value === 'object' && !Array.isArray(value)) {
      if (here.length < maxDepth) walk(value, here, seen);
    } else note(seen, here.join('.'), value, here);
  }
}

function note(seen: Map<string, Seen>, key: string, value: Exclude<Json, null>, path: readonly string[]): void {
  let field = seen.get(key);
  if (field === undefined) {
    if (seen.size >= maxFields) return;
    field = { count: 0, kinds: new Set(), examples: new Set(), personal: new Map() };
    seen.set(key, field);
  }
  field.count += 1;
  field.kinds.add(Array.isArray(value) ? 'list' : typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean');
  if (field.examples.size < maxExamples) field.examples.add(clip(typeof value === 'string' ? value : JSON.stringify(value)));
  const kind = personalKind(path, Array.isArray(value) ? (value[0] ?? '') : value);
  if (kind !== null) field.personal.set(kind, (field.personal.get(kind) ?? 0) + 1);
}

const clip = (text: string): string => (text.length > exampleLength ? `${text.slice(0, exampleLength)}…` : text);

function described(seen: Map<string, Seen>, profiles: number): ProfileField[] {
  return [...seen]
    .map(([path, { count, kinds, examples, personal }]): ProfileField => {
      const likely = [...personal].sort((one, other) => other[1] - one[1])[0];
      return {
        path,
        kinds: [...kinds].sort(),
        filled: count / profiles,
        examples: [...examples],
        // A stray value that looks like an address does not make a comment field one.
        personal: likely !== undefined && likely[1] * 2 >= count ? likely[0] : null,
      };
    })
    .sort((one, other) => other.filled - one.filled || (one.path < other.path ? -1 : 1));
}

/** By the value where it says it all, else by the names on the way to it. Hashes are nobody's data by themselves. */
const byValue: readonly (readonly [PersonalKind, RegExp])[] = [
  ['email', /^[^\s@]+@[^\s@]+\.[^\s@]+$/],
  ['phone', /^\+[0-9][0-9 ()-]{6,18}$/],
  ['ip_address', /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/],
];
const byName: readonly (readonly [PersonalKind, RegExp])[] = [
  ['email', /e-?mail/i],
  ['phone', /phone|mobile(?:number)?$|msisdn/i],
  ['birth_date', /birth|^dob$/i],
  ['name', /^(?:first|last|middle|full|given|family|sur|maiden)[_-]?names?$|^surname$/i],
  ['address', /street|postal|post_?code|zip(?:_?code)?$|^address(?:line)?[0-9]*$/i],
  ['ip_address', /^ip(?:_?address)?$/i],
];

/** PURE. What kind of personal data a single value looks like; `path`: the names on the way to it. */
export function personalKind(path: readonly string[], value: Json): PersonalKind | null {
  const text = typeof value === 'string' ? value.trim() : '';
  if (/^[0-9a-f]{32,128}$/i.test(text)) return null;
  const found = byValue.find(([, pattern]) => pattern.test(text));
  if (found !== undefined) return found[0];
  if (typeof value === 'boolean') return null;
  return byName.find(([, pattern]) => path.some((name) => pattern.test(name)))?.[0] ?? null;
}
