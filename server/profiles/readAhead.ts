import type { ProfileRow } from '../store/rows.ts';
import type { Known, KnownProfile } from './computeBatch.ts';

/**
 * Profiles of a batch that were asked for when it came in, while others were ahead of it, so that it can be computed while
 * those are stored. What they make of its profiles is noted until it is computed; from then on, or when one of them is not
 * stored as it was computed, what was read is stale.
 */
export class ReadAhead {
  readonly #ids: ReadonlySet<string>;
  readonly #rows: Promise<ProfileRow[] | null>;
  readonly #noted = new Map<string, KnownProfile>();
  #isTaken = false;
  #isStale = false;

  constructor(ids: ReadonlySet<string>, read: (ids: readonly string[]) => Promise<ProfileRow[]>) {
    this.#ids = ids;
    // Whoever needs them reads again, and is told then.
    this.#rows = read([...ids]).catch(() => null);
  }

  get isStale(): boolean {
    return this.#isStale;
  }

  /** A batch ahead is about to be stored: where the profiles it changed stand then. */
  note(profileId: string, current: KnownProfile): void {
    if (!this.#ids.has(profileId)) return;
    if (this.#isTaken) this.#isStale = true;
    else this.#noted.set(profileId, current);
  }

  /** A batch ahead was not stored as it was computed. */
  spoil(): void {
    this.#isStale = true;
  }

  /** Everything that is known of the profiles, once; null where it could not be read. */
  async take(): Promise<Known | null> {
    const rows = await this.#rows;
    this.#isTaken = true;
    if (rows === null) return null;
    return new Map<string, KnownProfile>([...rows.map((row) => [row.profileId, row] as const), ...this.#noted]);
  }
}
