import type { LetterSelection, RunPart, RunProgressRow, RunRow } from '../store/rows.ts';

/**
 * How far a replay is in one partition of the log. It walks the open letters of its selection by their keys. Each is closed with its outcome, so
 * the letters that are open are the checkpoint: a restart begins at the first of them and repeats only what has no outcome.
 */
export class ReplayProgress {
  readonly runId: string;
  readonly letters: LetterSelection;
  readonly startedAt: number;
  readonly author: string | null;
  readonly partition: number;
  /** The last key that was read. */
  position = 0;
  /** Every letter was read. */
  exhausted = false;
  #done: number;
  #unsettled = 0;
  #hasNews = false;

  constructor({ id, letters, startedAt, author }: RunRow, { partition, done }: RunPart) {
    if (letters === null) throw new Error('A replay names its letters.');
    this.runId = id;
    this.letters = letters;
    this.startedAt = startedAt;
    this.author = author;
    this.partition = partition;
    this.#done = done;
  }

  /** Every letter was read and has its end. */
  get finished(): boolean {
    return this.exhausted && this.#unsettled === 0;
  }

  get hasNews(): boolean {
    return this.#hasNews;
  }

  /** Moves to a letter, which needs an outcome. */
  read(key: number): void {
    this.position = key;
    this.#hasNews = true;
    this.#unsettled += 1;
  }

  settle(): void {
    this.#hasNews = true;
    this.#done += 1;
    this.#unsettled -= 1;
  }

  /** What to store with the outcomes up to now. */
  snapshot(now: number): RunProgressRow {
    this.#hasNews = false;
    return { runId: this.runId, partition: this.partition, cursor: '', ahead: [], done: this.#done, completedAt: this.finished ? now : null };
  }
}
