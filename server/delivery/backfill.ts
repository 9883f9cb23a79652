import type { RunPart, RunProgressRow, RunRow } from '../store/rows.ts';

/**
 * How far a backfill is in one partition of the log, or a run that tells people's exits. It walks profiles in ascending order of their ids; everyone up to the cursor is settled, and
 * the ones settled beyond it are named, so that a restart repeats only what has no outcome.
 */
export class BackfillProgress {
  readonly runId: string;
  readonly kind: 'backfill' | 'exits';
  readonly segmentIds: readonly string[];
  readonly startedAt: number;
  readonly partition: number;
  /** The last profile id that was read. */
  position: string;
  /** Everyone was read. */
  exhausted = false;
  #cursor: string;
  #done: number;
  #unsettled = 0;
  #hasNews = false;
  /** Read and beyond the cursor, ascending; true: settled. */
  readonly #read = new Map<string, boolean>();
  /** Settled by an earlier reader, not read again yet. */
  readonly #before: Set<string>;

  constructor(run: Pick<RunRow, 'id' | 'segmentIds' | 'startedAt'> & { readonly kind: 'backfill' | 'exits' }, { partition, cursor, ahead, done }: RunPart) {
    this.runId = run.id;
    this.kind = run.kind;
    this.segmentIds = run.segmentIds;
    this.startedAt = run.startedAt;
    this.partition = partition;
    this.position = cursor;
    this.#cursor = cursor;
    this.#done = done;
    this.#before = new Set(ahead);
  }

  /** Everyone was read and has an outcome. */
  get finished(): boolean {
    return this.exhausted && this.#unsettled === 0;
  }

  get hasNews(): boolean {
    return this.#hasNews;
  }

  /** Moves to a profile; true when it still needs an outcome. */
  read(profileId: string): boolean {
    this.position = profileId;
    this.#hasNews = true;
    const settled = this.#before.delete(profileId);
    this.#read.set(profileId, settled);
    if (!settled) this.#unsettled += 1;
    return !settled;
  }

  settle(profileId: string): void {
    this.#read.set(profileId, true);
    this.#hasNews = true;
    this.#done += 1;
    this.#unsettled -= 1;
  }

  /** What to store with the outcomes up to now. */
  snapshot(now: number): RunProgressRow {
    this.#hasNews = false;
    for (const [profileId, settled] of this.#read) {
      if (!settled) break;
      this.#cursor = profileId;
      this.#read.delete(profileId);
    }
    const ahead = [...this.#before];
    for (const [profileId, settled] of this.#read) if (settled) ahead.push(profileId);
    return { runId: this.runId, partition: this.partition, cursor: this.#cursor, ahead, done: this.#done, completedAt: this.finished ? now : null };
  }
}
