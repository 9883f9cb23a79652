import type { ProfileChange } from '../../shared/profile.ts';
import type { Clock } from '../kit/clock.ts';
import { ActivationError } from '../kit/errors.ts';
import type { ProfileWrite } from '../store/rows.ts';
import type { ProfileStore } from '../store/store.ts';
import { computeBatch, type Computed, type Known, type Outcome, type ParsedLine, type Rejection } from './computeBatch.ts';
import { ReadAhead } from './readAhead.ts';

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
/** Only other processes cause conflicts, and each conflict means one of them got on; so many in a row are a defect. */
const conflictMaxRounds = 100;

/** Lines of one call that are still to be decided, and what was decided. */
interface Call {
  readonly resolve: (accepted: Accepted) => void;
  readonly reject: (reason: unknown) => void;
  readonly append: Append | undefined;
  /** Of calls with an append only. */
  readonly ahead: ReadAhead | null;
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

/** Lines computed and not stored yet. */
interface Prepared {
  readonly outcomes: readonly Outcome[];
  readonly computed: readonly Computed[];
  readonly known: Known;
}

/**
 * One pipeline for all requests: read the profiles of a batch, merge in the order of acceptance, append, one batch after
 * the other. That order is the order of the log. Nothing is remembered between batches, so no other process can make
 * what is known here stale; what it changes between reading and appending comes back as a conflict and is done again.
 * Where a full batch is waiting, or one with an append of its own, of which thousands come one after the other, it is read
 * and merged while the one before is stored, on top of what that one will have stored.
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
  /** Of calls that are not stored yet, in their order. */
  const aheads = new Set<ReadAhead>();
  /** What is being stored. */
  let underWay: Pick<Prepared, 'computed' | 'known'> | null = null;

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
    return queue.splice(0, count).filter(hasNotFailed);
  }

  async function run(): Promise<void> {
    running = true;
    let storing: Promise<void> | null = null;
    while (queue.length > 0) {
      // Until then more lines may join a batch that is not full.
      if (storing !== null && queue[0]?.call.ahead === null && queue.length < batchMaxLines) {
        await storing;
        storing = null;
      }
      const taken = takeBatch();
      const ahead = taken[0]?.call.ahead ?? (storing === null ? null : readAhead(taken));
      const prepared = ahead === null ? null : await prepareAhead(linesOf(taken), ahead);
      if (storing !== null) await storing;
      if (ahead !== null) aheads.delete(ahead);
      const batch = taken.filter(hasNotFailed);
      const ready = ahead?.isStale === false ? prepared : null;
      const append = batch[0]?.call.append;
      storing = settle(batch, append === undefined ? commit(linesOf(batch), ready) : commitWhole(linesOf(batch), append, ready));
      if (queue.length > 0) continue;
      await storing;
      storing = null;
    }
    running = false;
  }

  /** Begins to read what a batch is about; from now on it is told what those ahead of it make of that. */
  function readAhead(batch: readonly Pick<Waiting, 'line'>[]): ReadAhead {
    const ahead = new ReadAhead(new Set(batch.map(({ line }) => line.update.profileId)), (ids) => store.readProfiles(ids));
    aheads.add(ahead);
    // It may or may not have been read behind what is being stored.
    if (underWay !== null) tellAhead(ahead, underWay);
    return ahead;
  }

  async function settle(batch: readonly Waiting[], committing: Promise<{ outcomes: readonly Outcome[]; sequence: number }>): Promise<void> {
    try {
      const { outcomes, sequence } = await committing;
      batch.forEach(({ call }, at) => decide(call, outcomes[at] as Outcome));
      for (const call of new Set(batch.map((waiting) => waiting.call)))
        if (call.undecided === 0) call.resolve({ changed: call.changed, unchanged: call.unchanged, rejected: call.rejected, sequence });
    } catch (error) {
      for (const ahead of aheads) ahead.spoil();
      for (const { call } of batch) {
        call.failed = true;
        call.reject(error);
      }
    } finally {
      underWay = null;
    }
  }

  async function commit(lines: readonly ParsedLine[], ready: Prepared | null): Promise<{ outcomes: readonly Outcome[]; sequence: number }> {
    const outcomes: Outcome[] = ready === null ? new Array<Outcome>(lines.length) : [...ready.outcomes];
    let todo = lines.map((_, at) => at);
    let sequence: number | null = null;
    for (let round = 0; todo.length > 0; round += 1) {
      if (round === conflictMaxRounds) throw keepsChanging();
      const known = round === 0 && ready !== null ? ready.known : await read(lines, todo);
      const computed = round === 0 && ready !== null ? ready.computed : await computeBatch(lines, todo, known, clock.now(), outcomes);
      if (computed.length === 0) break;
      announce({ computed, known });
      const appended = await store.appendChanges(computed.map(({ write }) => write));
      sequence = appended.sequence;
      const conflicts = new Set(appended.conflicts);
      if (conflicts.size > 0) for (const ahead of aheads) ahead.spoil();
      tell(
        sequence,
        computed.filter(({ write }) => !conflicts.has(write.profileId)),
      );
      todo = todo.filter((at) => conflicts.has((lines[at] as ParsedLine).update.profileId));
    }
    return { outcomes, sequence: sequence ?? (await store.headSequence()) };
  }

  /** As `commit`, but all lines at once or none. */
  async function commitWhole(lines: readonly ParsedLine[], append: Append, ready: Prepared | null): Promise<{ outcomes: readonly Outcome[]; sequence: number }> {
    let prepared = ready;
    for (let round = 0; round < conflictMaxRounds; round += 1) {
      prepared ??= await prepare(lines, null);
      const { outcomes, computed } = prepared;
      announce(prepared);
      const { sequence, conflicts } = await append(
        computed.map(({ write }) => write),
        tally(outcomes),
      );
      prepared = null;
      if (conflicts.length > 0) {
        for (const ahead of aheads) ahead.spoil();
        continue;
      }
      tell(sequence, computed);
      return { outcomes, sequence };
    }
    throw keepsChanging();
  }

  /** Null: it has to be read again. */
  async function prepareAhead(lines: readonly ParsedLine[], ahead: ReadAhead): Promise<Prepared | null> {
    const known = await ahead.take();
    return known === null || ahead.isStale ? null : prepare(lines, known);
  }

  async function prepare(lines: readonly ParsedLine[], given: Known | null): Promise<Prepared> {
    const all = lines.map((_, at) => at);
    const outcomes: Outcome[] = new Array<Outcome>(lines.length);
    const known = given ?? (await read(lines, all));
    return { outcomes, computed: await computeBatch(lines, all, known, clock.now(), outcomes), known };
  }

  async function read(lines: readonly ParsedLine[], todo: readonly number[]): Promise<Known> {
    const rows = await store.readProfiles([...new Set(todo.map((at) => (lines[at] as ParsedLine).update.profileId))]);
    return new Map(rows.map((row) => [row.profileId, row]));
  }

  /** Whoever was read ahead learns what is stored now. */
  function announce(stored: Pick<Prepared, 'computed' | 'known'>): void {
    underWay = stored;
    for (const ahead of aheads) tellAhead(ahead, stored);
  }

  function tell(sequence: number, stored: readonly Computed[]): void {
    if (stored.length > 0)
      onAppended(
        sequence,
        stored.map(({ shape }) => shape.change),
      );
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
        const ahead = append === undefined ? null : readAhead(lines.map((line) => ({ line })));
        const call: Call = { resolve, reject, append, ahead, failed: false, undecided: lines.length, changed: 0, unchanged: 0, rejected: [] };
        for (const line of lines) queue.push({ line, call });
        queuedBytes += bytes;
        if (!running) void run();
      });
    },
  };
}

function tellAhead(ahead: ReadAhead, { computed, known }: Pick<Prepared, 'computed' | 'known'>): void {
  for (const { write } of computed) {
    const current = known.get(write.profileId);
    if (current !== undefined) ahead.note(write.profileId, current);
  }
}

const linesOf = (batch: readonly Waiting[]): ParsedLine[] => batch.map(({ line }) => line);

/** What was refused by a failure of the database is the sender's to send again, in the right order. */
const hasNotFailed = ({ call }: Waiting): boolean => !call.failed;

function weightOf(line: ParsedLine): number {
  return line.bytes + lineOverheadBytes;
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
