import type { Draft, DraftContent } from '../../shared/draft.ts';

/** What a saver needs of the outside. */
export interface DraftStorage {
  create(content: DraftContent): Promise<Draft>;
  put(id: string, content: DraftContent): Promise<Draft>;
  /** Calls `work` after so many milliseconds; returns what prevents it. */
  after(milliseconds: number, work: () => void): () => void;
}

export type SaveState = 'untouched' | 'saving' | 'saved' | 'failed';

/** Milliseconds after the last change until a draft is saved by itself. */
export const quietPeriod = 600;

/**
 * Keeps one draft on the server up to date: creates it with the first change, saves the newest content after a quiet
 * period, and never has two requests under way, so that an older content cannot overtake a newer one.
 */
export class DraftSaver {
  #id: string | null;
  #waiting: DraftContent | null = null;
  #running: Promise<void> | null = null;
  #cancelTimer: () => void = () => {};
  readonly #storage: DraftStorage;
  readonly #onState: (state: SaveState, id: string | null) => void;

  constructor(id: string | null, storage: DraftStorage, onState: (state: SaveState, id: string | null) => void) {
    this.#id = id;
    this.#storage = storage;
    this.#onState = onState;
  }

  /** Saves `content` soon. */
  change(content: DraftContent): void {
    this.#waiting = content;
    this.#cancelTimer();
    this.#cancelTimer = this.#storage.after(quietPeriod, () => void this.flush().catch(() => undefined));
  }

  /** Saves what is not saved yet, now. Resolves with the draft's id, null when nothing was ever changed; rejects when the server refuses, and keeps the content for the next try. */
  async flush(): Promise<string | null> {
    this.#cancelTimer();
    while (this.#running !== null || this.#waiting !== null) {
      this.#running ??= this.#save();
      await this.#running;
    }
    return this.#id;
  }

  async #save(): Promise<void> {
    const content = this.#waiting;
    if (content === null) return;
    this.#waiting = null;
    this.#onState('saving', this.#id);
    try {
      const draft = this.#id === null ? await this.#storage.create(content) : await this.#storage.put(this.#id, content);
      this.#id = draft.id;
      this.#onState('saved', draft.id);
    } catch (thrown) {
      this.#waiting ??= content;
      this.#onState('failed', this.#id);
      throw thrown;
    } finally {
      this.#running = null;
    }
  }
}
