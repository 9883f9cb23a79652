import { profileMaxBytes, type Profile, type ProfileChange } from '../../shared/profile.ts';
import { nextTurn } from '../kit/clock.ts';
import type { ProfileRow, ProfileWrite } from '../store/rows.ts';
import { mergeProfile } from './merge.ts';
import { sameJson } from './mergePatch.ts';
import { tooLarge, type ProfileIssue, type ProfileUpdate } from './parse.ts';
import { segmentEffects, type SegmentEffects } from './segmentEffects.ts';

/** One checked profile of a request: `index` is its position there, `bytes` its size as it came. */
export interface ParsedLine {
  readonly index: number;
  readonly bytes: number;
  readonly update: ProfileUpdate;
}

export interface Rejection extends ProfileIssue {
  readonly index: number;
}

export type Outcome = 'changed' | 'unchanged' | Rejection;

/** What a change is and does, besides whose it is. Lines that follow each other are mostly alike and share one, so that it is kept once and sent to the store once. */
interface Shape {
  readonly change: ProfileChange;
  readonly changeJson: string;
  readonly effects: SegmentEffects;
}

/** A change to be stored, and what it was about. */
export interface Computed {
  readonly write: ProfileWrite;
  readonly shape: Shape;
}

/** Where a profile stands: as it is stored, or as it will be once what was computed is. */
export interface Current {
  readonly version: number;
  readonly profile: Profile | null;
}

/** A profile as it is stored, or as a change leaves it. */
export type KnownProfile = ProfileRow | ProfileWrite | Current;

/** By profile id; who is not in it is not known yet. */
export type Known = Map<string, KnownProfile>;

/** Bytes of JSON merged between two turns of the event loop: some ten milliseconds. */
const turnBytes = 1024 * 1024;
/** A profile is as large as it is when sent: the names of parts that are empty do not count. */
const documentMaxBytes = profileMaxBytes + JSON.stringify({ identityMap: {}, attributes: {}, segmentMembership: {} }).length;

/**
 * Merges the lines at `todo` into what is known, in their order, so that several changes of one profile build on each other.
 * Notes the outcome of each in `outcomes`, and in `known` where its profile stands then. `now`: epoch milliseconds.
 */
export async function computeBatch(lines: readonly ParsedLine[], todo: readonly number[], known: Known, now: number, outcomes: Outcome[]): Promise<Computed[]> {
  const computed: Computed[] = [];
  let last: Shape | undefined;
  let bytes = 0;
  for (const at of todo) {
    const line = lines[at] as ParsedLine;
    const { profileId } = line.update;
    const before = known.get(profileId);
    bytes += line.bytes + (before !== undefined && 'documentJson' in before ? before.documentJson.length : 0);
    const current = currentOf(before);
    const applied = apply(current, line, now, last);
    if (typeof applied === 'string' || 'message' in applied) {
      outcomes[at] = applied;
      known.set(profileId, current);
    } else {
      outcomes[at] = 'changed';
      // As text until it changes again: objects that live as long as their batch cost more in garbage collection than in parsing the few that are needed.
      known.set(profileId, before !== undefined && 'changeJson' in before ? applied.current : applied.computed.write);
      last = applied.computed.shape;
      computed.push(applied.computed);
      bytes += applied.computed.write.documentJson.length;
    }
    if (bytes > turnBytes) {
      bytes = 0;
      await nextTurn();
    }
  }
  return computed;
}

/** PURE. The change a line makes of the profile as it stands; `unchanged`, or the refusal of what has grown too large. */
function apply(current: Current, line: ParsedLine, now: number, last: Shape | undefined): 'unchanged' | Rejection | { readonly computed: Computed; readonly current: Current } {
  // A clock that was set back must not make a membership without a time older than one the profile already has.
  const arrival = Math.max(now, Math.floor(current.version / 1_000));
  const merged = mergeProfile(current.profile, line.update, arrival);
  if (merged === null) return 'unchanged';
  const { profileId, ...document } = merged.profile;
  const documentJson = JSON.stringify(document);
  const size = documentJson.length * 3 <= documentMaxBytes ? 0 : Buffer.byteLength(documentJson);
  if (size > documentMaxBytes) return { index: line.index, ...tooLarge(size) };
  const version = Math.max(current.version + 1, now * 1_000);
  const shape = shapeOf(merged.change, segmentEffects(current.profile, merged.profile), last);
  return {
    computed: { write: { profileId, expectedVersion: current.version, version, acceptedAt: now, documentJson, changeJson: shape.changeJson, ...shape.effects }, shape },
    current: { version, profile: merged.profile },
  };
}

/** PURE. The shape of a change, which is the last one itself where they are alike. */
function shapeOf(change: ProfileChange, effects: SegmentEffects, last: Shape | undefined): Shape {
  const changeJson = JSON.stringify(change);
  return last !== undefined && last.changeJson === changeJson && sameJson(last.effects, effects) ? last : { change, changeJson, effects };
}

function currentOf(known: KnownProfile | undefined): Current {
  if (known === undefined) return { version: 0, profile: null };
  if (!('documentJson' in known)) return known;
  return { version: known.version, profile: { profileId: known.profileId, ...(JSON.parse(known.documentJson) as Omit<Profile, 'profileId'>) } };
}
