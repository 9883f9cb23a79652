import { nestingMaxLevels, profileIdMaxLength, profileMaxBytes, type Identity, type JsonObject, type MembershipStatus } from '../../shared/profile.ts';
import { clip, echo, nameOfType } from './echo.ts';
import { nestsDeeper, parseJson, type SyntaxProblem } from './jsonText.ts';
import { readTime, type ReadTime } from './rfc3339.ts';
import { isForbidden, isPlainName, isStorable } from './storableText.ts';

/** A membership as it was sent: normalised, and without a time where none was given. */
export interface MembershipUpdate {
  readonly status: MembershipStatus;
  readonly time: ReadTime | null;
}

/** A checked partial update of one profile. Absent parts stay as they are; `null` removes. */
export interface ProfileUpdate {
  readonly profileId: string;
  readonly identityMap?: Readonly<Record<string, Identity[] | null>> | null;
  readonly attributes?: JsonObject | null;
  readonly segmentMembership?: Readonly<Record<string, Readonly<Record<string, MembershipUpdate>>>>;
  readonly consents?: Readonly<Record<string, 'granted' | 'denied' | null>>;
}

export interface ProfileIssue {
  readonly code: 'profile_invalid' | 'profile_too_large';
  /** Dotted path in the profile; empty for the profile as a whole. */
  readonly path: string;
  readonly message: string;
}

/** `syntax` says where the text stops being JSON; absent when it is JSON that is no valid profile. */
export type ParsedProfile =
  { readonly ok: true; readonly update: ProfileUpdate } | { readonly ok: false; readonly issues: readonly ProfileIssue[]; readonly syntax?: SyntaxProblem };

/** Issues reported of one profile; what comes after is not said. */
export const issuesPerProfile = 20;
const identitiesPerUpdate = 100;
const consentsPerUpdate = 100;
const identityIdMaxLength = 2_048;
/** Namespaces and segment ids, as in the schemas of segments and activations. */
const nameMaxLength = 256;
const futureToleranceMs = 24 * 60 * 60 * 1_000;
/** Shorter texts are parsed in a few milliseconds whatever they nest; 1 MiB of brackets would take 200. */
const nestingScanFrom = 64 * 1024;

/** PURE. One profile as text: `bytes` is its size in UTF-8, `now` the arrival in epoch milliseconds. */
export function parseProfile(text: string, bytes: number, now: number): ParsedProfile {
  if (bytes > profileMaxBytes) return { ok: false, issues: [tooLarge(bytes)] };
  if (text.length >= nestingScanFrom && nestsDeeper(text, nestingMaxLevels)) return { ok: false, issues: [{ code: 'profile_invalid', path: '', message: nestedTooDeeply }] };
  const parsed = parseJson(text);
  if (parsed.ok) return checkProfile(parsed.value, now);
  return {
    ok: false,
    issues: [{ code: 'profile_invalid', path: '', message: `This is not JSON: ${parsed.problem.message} at character ${parsed.problem.offset + 1}.` }],
    syntax: parsed.problem,
  };
}

/** The refusal of a profile that is larger than `profileMaxBytes`. */
export function tooLarge(bytes: number): ProfileIssue {
  return { code: 'profile_too_large', path: '', message: `A profile can be at most ${profileMaxBytes} bytes large; this one has ${bytes}. Send less of it.` };
}

const nestedTooDeeply = `A profile can be nested at most ${nestingMaxLevels} levels deep. Flatten it.`;

/**
 * PURE. Checks one JSON value against the whole contract in one walk, and reports every issue up to `issuesPerProfile`.
 * Written by hand because it runs for every profile that comes in: a schema library costs several times the rest of
 * the path. Parts that need no normalising are handed on as they are, not copied. `tell`: how issues say what a value is.
 */
export function checkProfile(value: unknown, now: number, tell: (value: unknown) => string = echo): ParsedProfile {
  const check = new Check(now, tell);
  if (!isObject(value)) {
    const hint = Array.isArray(value) ? 'Send a list as application/json, or one profile a line.' : 'Send { "profileId": "…", … }.';
    check.issue(`A profile is a JSON object, and this is ${nameOfType(value)}. ${hint}`);
    return { ok: false, issues: check.issues };
  }
  const update: { -readonly [K in keyof ProfileUpdate]: ProfileUpdate[K] } = { profileId: '' };
  check.profileId(value['profileId']);
  for (const key of Object.keys(value)) {
    const part = value[key];
    check.path.push(key);
    if (key === 'profileId') update.profileId = part as string;
    else if (key === 'attributes') update.attributes = check.attributes(part);
    else if (key === 'identityMap') update.identityMap = check.identityMap(part);
    else if (key === 'segmentMembership') update.segmentMembership = check.segmentMembership(part);
    else if (key === 'consents') update.consents = check.consents(part);
    else check.issue('A profile has no such field. Use profileId, identityMap, attributes, segmentMembership and consents.');
    check.path.pop();
  }
  return check.issues.length === 0 ? { ok: true, update } : { ok: false, issues: check.issues };
}

/** The walk of one profile: where it is, and what it found. */
class Check {
  readonly issues: ProfileIssue[] = [];
  /** Keys and positions from the profile to here; its length is the nesting level above the value at hand. */
  readonly path: (string | number)[] = [];
  readonly #latest: number;
  readonly #tell: (value: unknown) => string;

  constructor(now: number, tell: (value: unknown) => string) {
    this.#latest = now + futureToleranceMs;
    this.#tell = tell;
  }

  issue(message: string): void {
    if (this.issues.length < issuesPerProfile) this.issues.push({ code: 'profile_invalid', path: this.path.map(clip).join('.'), message });
  }

  profileId(id: unknown): void {
    this.path.push('profileId');
    if (id === undefined || id === '') this.issue('The profile id is needed.');
    else if (typeof id !== 'string') this.issue(`The profile id must be text, and this is ${nameOfType(id)}.`);
    else if (id.length > profileIdMaxLength) this.issue(`A profile id can be at most ${profileIdMaxLength} characters long; this one has ${id.length}.`);
    else if (!isPlainName(id)) this.issue('A profile id cannot hold control characters or broken text.');
    this.path.pop();
  }

  attributes(value: unknown): JsonObject | null {
    if (value === null) return null;
    if (!isObject(value)) this.issue(`The attributes must be an object, and this is ${nameOfType(value)}.`);
    else this.#json(value);
    return value as JsonObject;
  }

  identityMap(value: unknown): Record<string, Identity[] | null> | null {
    if (value === null) return null;
    if (!isObject(value)) {
      this.issue(`The identity map must be an object of namespaces, and this is ${nameOfType(value)}.`);
      return null;
    }
    let identities = 0;
    for (const namespace of Object.keys(value)) {
      const list = value[namespace];
      this.path.push(namespace);
      this.#name(namespace, 'An identity namespace');
      if (Array.isArray(list)) {
        identities += list.length;
        // Beyond the limit the rest need not be looked at: the profile is refused anyway.
        if (identities <= identitiesPerUpdate) list.forEach((identity, index) => this.#identity(identity, index));
      } else if (list !== null) this.issue(`A namespace holds a list of identities such as [{ "id": "…" }], and this is ${nameOfType(list)}.`);
      this.path.pop();
    }
    if (identities > identitiesPerUpdate) this.issue(`An update can hold at most ${identitiesPerUpdate} identities; this one has ${identities}.`);
    return value as Record<string, Identity[] | null>;
  }

  segmentMembership(value: unknown): Record<string, Record<string, MembershipUpdate>> {
    const memberships: Record<string, Record<string, MembershipUpdate>> = {};
    if (!isObject(value)) this.issue(`The segment membership must be an object of namespaces, and this is ${nameOfType(value)}.`);
    else {
      for (const namespace of Object.keys(value)) {
        this.path.push(namespace);
        this.#name(namespace, 'A segment namespace');
        memberships[namespace] = this.#segments(value[namespace]);
        this.path.pop();
      }
    }
    return memberships;
  }

  consents(value: unknown): Record<string, 'granted' | 'denied' | null> {
    const consents: Record<string, 'granted' | 'denied' | null> = {};
    if (!isObject(value)) this.issue(`The consents must be an object of purposes, and this is ${nameOfType(value)}.`);
    else {
      const purposes = Object.keys(value);
      if (purposes.length > consentsPerUpdate) this.issue(`An update can hold at most ${consentsPerUpdate} consents; this one has ${purposes.length}.`);
      for (const purpose of purposes.slice(0, consentsPerUpdate)) {
        const answer = value[purpose];
        this.path.push(purpose);
        this.#name(purpose, 'A purpose');
        if (answer === 'granted' || answer === 'denied' || answer === null) consents[purpose] = answer;
        else this.issue(`A consent is "granted" or "denied", or null to take the answer back, and this is ${this.#tell(answer)}.`);
        this.path.pop();
      }
    }
    return consents;
  }

  #segments(value: unknown): Record<string, MembershipUpdate> {
    const segments: Record<string, MembershipUpdate> = {};
    if (!isObject(value)) this.issue(`A namespace holds segment ids with their status, and this is ${nameOfType(value)}.`);
    else {
      for (const id of Object.keys(value)) {
        this.path.push(id);
        this.#name(id, 'A segment id');
        const membership = this.#membership(value[id]);
        if (membership !== null) segments[id] = membership;
        this.path.pop();
      }
    }
    return segments;
  }

  #membership(value: unknown): MembershipUpdate | null {
    if (!isObject(value)) {
      this.issue(value === null ? 'A membership cannot be removed. Send the status "exited".' : `A membership is an object with a status, and this is ${nameOfType(value)}.`);
      return null;
    }
    for (const key of Object.keys(value)) {
      if (key !== 'status' && key !== 'lastQualificationTime') this.#at(key, 'A membership has no such field. Use status and lastQualificationTime.');
    }
    const status = value['status'];
    const known = status === 'realized' || status === 'exited' ? status : status === 'existing' ? 'realized' : null;
    if (known === null)
      this.#at('status', status === undefined ? 'The status is needed: "realized" or "exited".' : `The status must be "realized" or "exited", and this is ${this.#tell(status)}.`);
    const time = Object.hasOwn(value, 'lastQualificationTime') ? this.#time(value['lastQualificationTime']) : null;
    return known === null ? null : { status: known, time };
  }

  #time(value: unknown): ReadTime | null {
    const time = typeof value === 'string' ? readTime(value) : null;
    if (time === null) this.#at('lastQualificationTime', `Write the time as RFC 3339, for example 2026-11-20T10:00:00Z. This is ${this.#tell(value)}.`);
    else if (time.epoch > this.#latest) this.#at('lastQualificationTime', 'The time lies more than 24 hours in the future.');
    return time;
  }

  #identity(value: unknown, index: number): void {
    this.path.push(index);
    if (!isObject(value)) this.issue(`An identity is an object such as { "id": "…" }, and this is ${nameOfType(value)}.`);
    else {
      if (!Object.hasOwn(value, 'id')) this.#at('id', 'The id of the identity is needed.');
      for (const key of Object.keys(value)) {
        const field = value[key];
        if (key === 'id') this.#identityId(field);
        else if (key === 'primary') {
          if (typeof field !== 'boolean') this.#at(key, `"primary" must be true or false, and this is ${nameOfType(field)}.`);
        } else if (key !== 'authenticatedState') this.#at(key, 'An identity has no such field. Use id, primary and authenticatedState.');
        else if (typeof field !== 'string') this.#at(key, `"authenticatedState" must be text, and this is ${nameOfType(field)}.`);
        else if (!isStorable(field)) this.#at(key, brokenText);
      }
    }
    this.path.pop();
  }

  #identityId(id: unknown): void {
    if (typeof id === 'number') this.#at('id', 'The id of an identity must be text. Put the number in quotes.');
    else if (typeof id !== 'string') this.#at('id', `The id of an identity must be text, and this is ${nameOfType(id)}.`);
    else if (id === '') this.#at('id', 'The id of the identity is empty. Leave the identity out.');
    else if (id.length > identityIdMaxLength) this.#at('id', `The id of an identity can be at most ${identityIdMaxLength} characters long; this one has ${id.length}.`);
    else if (!isStorable(id)) this.#at('id', brokenText);
  }

  /** Any value inside the attributes. Its own recursion ends at `nestingMaxLevels`. */
  #json(value: unknown): void {
    if (typeof value === 'string') {
      if (!isStorable(value)) this.issue(brokenText);
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value)) this.issue('The number is too large. Send it as text.');
      else if (Number.isInteger(value) && !Number.isSafeInteger(value)) this.issue('The number has more digits than can be kept exactly. Send long numbers as text.');
    } else if (typeof value === 'object' && value !== null) {
      // The profile itself is level 1, so a value below n keys lies on level n + 1.
      if (this.path.length >= nestingMaxLevels) this.issue(nestedTooDeeply);
      else if (Array.isArray(value)) {
        for (let index = 0; index < value.length; index += 1) this.#inside(index, value[index]);
      } else {
        for (const key of Object.keys(value)) {
          if (isForbidden(key)) this.#at(key, forbiddenName);
          else if (!isStorable(key)) this.#at(key, brokenText);
          else this.#inside(key, (value as Record<string, unknown>)[key]);
        }
      }
    }
  }

  #inside(key: string | number, value: unknown): void {
    this.path.push(key);
    this.#json(value);
    this.path.pop();
  }

  #at(key: string, message: string): void {
    this.path.push(key);
    this.issue(message);
    this.path.pop();
  }

  #name(name: string, what: string): void {
    if (name === '') this.issue(`${what} is empty. Give it a name.`);
    else if (name.length > nameMaxLength) this.issue(`${what} can be at most ${nameMaxLength} characters long; this one has ${name.length}.`);
    else if (!isPlainName(name)) this.issue(`${what} cannot hold control characters or broken text.`);
    else if (isForbidden(name)) this.issue(forbiddenName);
  }
}

const brokenText = 'The text holds a NUL character or half a character. Send it without.';
const forbiddenName = 'This name is reserved and cannot be used. Choose another.';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
