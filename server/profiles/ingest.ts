import { profileMaxBytes, type Profile, type ProfileChange } from '../../shared/profile.ts';
import { nextTurn, type Clock } from '../kit/clock.ts';
import { ActivationError } from '../kit/errors.ts';
import type { ProfileRow, ProfileWrite } from '../store/rows.ts';
import type { ProfileStore } from '../store/store.ts';
import { mergeProfile } from './merge.ts';
import { tooLarge, type ProfileIssue, type ProfileUpdate } from './parse.ts';
import { segmentEffects } from './segmentEffects.ts';

/** One checked profile of a request: `index` is its position there, `bytes` its size as it came. */
export interface ParsedLine {
  readonly index: number;
  readonly bytes: number;
  readonly update: ProfileUpdate;
}

export interface Rejection extends ProfileIssue {
  readonly index: number;
}

/** What became of the lines; `changed + unchanged + rejected.length` is their number. `sequence`: head of the log once all of it is durable. */
export interface Accepted {
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: readonly Rejection[];
  readonly sequence: number;
}

/**
 * Stores the changes of some lines together with whatever else is to be stored, all of it or, where a profile conflicts,
 * nothing. `outcome`: what becomes of the lines with these changes.
 */
export type Append = (writes: readonly ProfileWrite[], outcome: Omit<Accepted, 'sequence'>) => ReturnType<ProfileStore['appendChanges']>;

export interface AcceptOptions {
  /** Earlier lines of the same request were accepted, so these are never refused for want of room; the caller hands in one batch at a time. */
  readonly continuing?: boolean;
  /** The lines are one batch, whatever their number, and stored by this: called even where they change nothing, and once more with all of them after a conflict. */
  readonly append?: Append;
}

export interface Ingest {
  /**
   * Applies the lines in their order, after all lines accepted before, and resolves once they are durable. Rejects with
   * `too_many_requests` when too much is waiting already, and with the store's error when the database fails: then none,
   * some or all lines are stored, and sending them again is safe; with `append` none are.
   */
  accept(lines: readonly ParsedLine[], options?: AcceptOptions): Promise<Accepted>;
}

/** Lines of one transaction: enough to share the cost of a disk flush, few enough to answer within some ten milliseconds. */
export const batchMaxLines = 500;
/** Bytes of updates in one batch, so that large profiles do not hold up everybody else. */
export const batchMaxBytes = 4 * 1024 * 1024;
/** Bytes of updates that may wait, and what each counts beyond its text: small ones cost mostly their objects. */
const queueMaxBytes = 64 * 1024 * 1024;
const lineOverheadBytes = 512;
/** Bytes of JSON merged between two turns of the event loop: some ten milliseconds. */
const turnBytes = 1024 * 1024;
/** Only other processes cause conflicts, and each conflict means one of them got on; so many in a row are a defect. */
const conflictMaxRounds = 100;
/** A profile is as large as it is when sent: the names of parts that are empty do not count. */
const documentMaxBytes = profileMaxBytes + JSON.stringify({ identityMap: {}, attributes: {}, segmentMembership: {} }).length;

/** Lines of one call that are still to be decided, and what was decided. */
interface Call {
  readonly resolve: (accepted: Accepted) => void;
  readonly reject: (reason: unknown) => void;
  readonly append: Append | undefined;
  failed: boolean;
  undecided: number;
  changed: number;
  unchanged: number;
  readonly rejected: Rejection[];
}

interface Waiting {
  readonly line: ParsedLine;
  readonly call: Call;
}

type Outcome = 'changed' | 'unchanged' | Rejection;

/** A change to be stored, and what it was about. */
interface Computed {
  readonly write: ProfileWrite;
  readonly change: ProfileChange;
}

/** Where a profile stands while a batch is computed. */
interface Current {
  readonly version: number;
  readonly profile: Profile | null;
}

/**
 * One pipeline for all requests: read the profiles of a batch, merge in the order of acceptance, append, one batch after
 * the other. That order is the order of the log. Nothing is remembered between batches, so no other process can make
 * what is known here stale; what it changes between reading and appending comes back as a conflict and is done again.
 */
export function createIngest(dependencies: {
  store: Pick<ProfileStore, 'readProfiles' | 'appendChanges' | 'headSequence'>;
  clock: Clock;
  /** Told of the head of the log and of the changes that were stored, each time some were. */
  onAppended: (sequence: number, changes: readonly ProfileChange[]) => void;
}): Ingest {
  const { store, clock, onAppended } = dependencies;
  const queue: Waiting[] = [];
  let queuedBytes = 0;
  let running = false;

  function takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    const own = queue[0]?.call.append === undefined ? null : queue[0].call;
    for (; count < queue.length; count += 1) {
      const { line, call } = queue[count] as Waiting;
      if (own === null ? call.append !== undefined || count === batchMaxLines || (count > 0 && bytes >= batchMaxBytes) : call !== own) break;
      bytes += weightOf(line);
    }
    queuedBytes -= bytes;
    const batch = queue.splice(0, count);
    // What was refused by a failure of the database is the sender's to send again, in the right order.
    return batch.filter(({ call }) => !call.failed);
  }

  async function run(): Promise<void> {
    running = true;
    while (queue.length > 0) {
      const batch = takeBatch();
      try {
        const lines = batch.map(({ line }) => line);
        const append = batch[0]?.call.append;
        const { outcomes, sequence } = await (append === undefined ? commit(lines) : commitWhole(lines, append));
        batch.forEach(({ call }, at) => decide(call, outcomes[at] as Outcome));
        for (const call of new Set(batch.map((waiting) => waiting.call)))
          if (call.undecided === 0) call.resolve({ changed: call.changed, unchanged: call.unchanged, rejected: call.rejected, sequence });
      } catch (error) {
        for (const { call } of batch) {
          call.failed = true;
          call.reject(error);
        }
      }
    }
    running = false;
  }

  async function commit(lines: readonly ParsedLine[]): Promise<{ outcomes: Outcome[]; sequence: number }> {
    const outcomes: Outcome[] = new Array<Outcome>(lines.length);
    let todo = lines.map((_, at) => at);
    let sequence: number | null = null;
    for (let round = 0; todo.length > 0; round += 1) {
      if (round === conflictMaxRounds) throw keepsChanging();
      const computed = await compute(lines, todo, outcomes);
      if (computed.length === 0) break;
      const appended = await store.appendChanges(computed.map(({ write }) => write));
      sequence = appended.sequence;
      const conflicts = new Set(appended.conflicts);
      tell(
        sequence,
        computed.filter(({ write }) => !conflicts.has(write.profileId)),
      );
      todo = todo.filter((at) => conflicts.has((lines[at] as ParsedLine).update.profileId));
    }
    return { outcomes, sequence: sequence ?? (await store.headSequence()) };
  }

  /** As `commit`, but all lines at once or none. */
  async function commitWhole(lines: readonly ParsedLine[], append: Append): Promise<{ outcomes: Outcome[]; sequence: number }> {
    const all = lines.map((_, at) => at);
    for (let round = 0; round < conflictMaxRounds; round += 1) {
      const outcomes: Outcome[] = new Array<Outcome>(lines.length);
      const computed = await compute(lines, all, outcomes);
      const { sequence, conflicts } = await append(
        computed.map(({ write }) => write),
        tally(outcomes),
      );
      if (conflicts.length > 0) continue;
      tell(sequence, computed);
      return { outcomes, sequence };
    }
    throw keepsChanging();
  }

  function tell(sequence: number, stored: readonly Computed[]): void {
    if (stored.length > 0)
      onAppended(
        sequence,
        stored.map(({ change }) => change),
      );
  }

  /** Reads, merges and notes the outcome of the lines at `todo`; several changes of one profile build on each other. */
  async function compute(lines: readonly ParsedLine[], todo: readonly number[], outcomes: Outcome[]): Promise<Computed[]> {
    const stored = new Map<string, ProfileRow | Current>();
    for (const row of await store.readProfiles([...new Set(todo.map((at) => (lines[at] as ParsedLine).update.profileId))])) stored.set(row.profileId, row);
    const computed: Computed[] = [];
    const now = clock.now();
    let bytes = 0;
    for (const at of todo) {
      const line = lines[at] as ParsedLine;
      const { profileId } = line.update;
      const known = stored.get(profileId);
      bytes += line.bytes + (known !== undefined && 'documentJson' in known ? known.documentJson.length : 0);
      const current = currentOf(known);
      const applied = apply(current, line, now);
      if (typeof applied === 'string' || 'message' in applied) {
        outcomes[at] = applied;
        stored.set(profileId, current);
      } else {
        outcomes[at] = 'changed';
        stored.set(profileId, applied.current);
        computed.push(applied);
        bytes += applied.write.documentJson.length;
      }
      if (bytes > turnBytes) {
        bytes = 0;
        await nextTurn();
      }
    }
    return computed;
  }

  return {
    accept(lines, { continuing = false, append } = {}) {
      const bytes = lines.reduce((sum, line) => sum + weightOf(line), 0);
      if (!continuing && queuedBytes > 0 && queuedBytes + bytes > queueMaxBytes) {
        return Promise.reject(
          new ActivationError('too_many_requests', 'More profiles are waiting than can be stored right now. Send these again in a moment.', { retryAfterSeconds: 1 }),
        );
      }
      if (lines.length === 0) {
        const nothing = tally([]);
        const head = append === undefined ? store.headSequence() : append([], nothing).then(({ sequence }) => sequence);
        return head.then((sequence) => ({ ...nothing, sequence }));
      }
      return new Promise((resolve, reject) => {
        const call: Call = { resolve, reject, append, failed: false, undecided: lines.length, changed: 0, unchanged: 0, rejected: [] };
        for (const line of lines) queue.push({ line, call });
        queuedBytes += bytes;
        if (!running) void run();
      });
    },
  };
}

function weightOf(line: ParsedLine): number {
  return line.bytes + lineOverheadBytes;
}

/** PURE. The change a line makes of the profile as it stands; `unchanged`, or the refusal of what has grown too large. */
function apply(current: Current, line: ParsedLine, now: number): 'unchanged' | Rejection | (Computed & { readonly current: Current }) {
  // A clock that was set back must not make a membership without a time older than one the profile already has.
  const arrival = Math.max(now, Math.floor(current.version / 1_000));
  const merged = mergeProfile(current.profile, line.update, arrival);
  if (merged === null) return 'unchanged';
  const { profileId, ...document } = merged.profile;
  const documentJson = JSON.stringify(document);
  const size = documentJson.length * 3 <= documentMaxBytes ? 0 : Buffer.byteLength(documentJson);
  if (size > documentMaxBytes) return { index: line.index, ...tooLarge(size) };
  const version = Math.max(current.version + 1, now * 1_000);
  return {
    write: {
      profileId,
      expectedVersion: current.version,
      version,
      acceptedAt: now,
      documentJson,
      changeJson: JSON.stringify(merged.change),
      ...segmentEffects(current.profile, merged.profile),
    },
    change: merged.change,
    current: { version, profile: merged.profile },
  };
}

function currentOf(known: ProfileRow | Current | undefined): Current {
  if (known === undefined) return { version: 0, profile: null };
  if (!('documentJson' in known)) return known;
  return { version: known.version, profile: { profileId: known.profileId, ...(JSON.parse(known.documentJson) as Omit<Profile, 'profileId'>) } };
}

function tally(outcomes: readonly Outcome[]): Omit<Accepted, 'sequence'> {
  const rejected = outcomes.filter((outcome) => typeof outcome === 'object');
  const changed = outcomes.filter((outcome) => outcome === 'changed').length;
  return { changed, unchanged: outcomes.length - changed - rejected.length, rejected };
}

const keepsChanging = (): ActivationError => new ActivationError('defect', 'A profile kept changing while it was updated.');

function decide(call: Call, outcome: Outcome): void {
  call.undecided -= 1;
  if (outcome === 'changed') call.changed += 1;
  else if (outcome === 'unchanged') call.unchanged += 1;
  else call.rejected.push(outcome);
}
