import type { Change, Profile, ProfileChange } from '../../shared/profile.ts';
import type { Clock } from '../kit/clock.ts';
import { laneOf } from '../kit/lane.ts';
import type { ChangeRow } from '../store/rows.ts';
import type { ProfileStore } from '../store/store.ts';

/** Bounds of the shared tail: whichever comes first. Documents average well under 4 KiB. */
const keptChanges = 4_096;
const keptBytes = 16 * 1024 * 1024;
/** A reader at the end looks again after this even if nobody woke it, milliseconds. */
const idleWaitMs = 1_000;
/** Arrivals are noted at most this often, milliseconds, and as many as make a day of them; older ones are thinned out. */
const noteEveryMs = 1_000;
const keptArrivals = 4_096;

/** An entry of the log, parsed. */
export interface LoggedChange extends Change {
  /** Of its profile. */
  readonly lane: number;
}

/** Parses one entry of the log: the only place where a change is parsed, once for all destinations that are up to date. */
function parseChange(row: ChangeRow): LoggedChange {
  return {
    sequence: row.sequence,
    lane: laneOf(row.profileId),
    profileId: row.profileId,
    profileVersion: row.version,
    acceptedAt: row.acceptedAt,
    profile: { profileId: row.profileId, ...(JSON.parse(row.documentJson) as Omit<Profile, 'profileId'>) },
    change: JSON.parse(row.changeJson) as ProfileChange,
  };
}

/**
 * The change log as all workers of a process read it. The newest entries are kept parsed, so that fifty destinations
 * cost one read and one parse; a destination that lags behind the kept tail reads for itself.
 */
export class ChangeFeed {
  readonly #store: Pick<ProfileStore, 'readChanges' | 'readLaneChanges' | 'headSequence'>;
  readonly #clock: Clock;
  /** Consecutive entries of the log; the first one comes right after `#tailStart`. */
  #tail: { change: LoggedChange; bytes: number }[] = [];
  #tailStart = 0;
  #tailBytes = 0;
  #reading: Promise<void> | null = null;
  #head = 0;
  /** When the log had grown to which sequence: how old a backlog is. */
  #arrivals: { sequence: number; at: number }[] = [];
  #woken = new AbortController();

  constructor(store: Pick<ProfileStore, 'readChanges' | 'readLaneChanges' | 'headSequence'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Call once before reading. */
  async open(): Promise<void> {
    this.#head = await this.#store.headSequence();
    this.#tailStart = this.#head;
    this.#noteArrival();
  }

  /** How many entries come after a sequence at most (numbers may be missing), and since about when the oldest of them waits, epoch milliseconds. */
  lagBehind(sequence: number): { changes: number; since: number | null } {
    if (sequence >= this.#head) return { changes: 0, since: null };
    const since = this.#arrivals.find((arrival) => arrival.sequence > sequence)?.at ?? null;
    return { changes: this.#head - sequence, since };
  }

  /** The log has entries up to `sequence`. */
  wake(sequence: number): void {
    if (sequence <= this.#head) return;
    this.#head = sequence;
    this.#noteArrival();
    this.#woken.abort();
    this.#woken = new AbortController();
  }

  /** Entries after a sequence, ascending, at most `limit`; empty at the end of the log. */
  async read(after: number, limit: number): Promise<readonly LoggedChange[]> {
    if (after < this.#tailStart) return (await this.#store.readChanges(after, limit)).map(parseChange);
    if (after > this.#tailEnd() && this.#reading === null) this.#beginTailAt(after);
    if (after >= this.#tailEnd()) await this.#extendTail(limit);
    if (after < this.#tailStart) return (await this.#store.readChanges(after, limit)).map(parseChange);
    const start = this.#tail.findIndex((kept) => kept.change.sequence > after);
    return start === -1 ? [] : this.#tail.slice(start, start + limit).map((kept) => kept.change);
  }

  /** Entries of some lanes after a sequence and up to another, ascending, at most `limit`; empty when there are none. */
  async readLanes(lanes: readonly number[], after: number, upTo: number, limit: number): Promise<readonly LoggedChange[]> {
    return (await this.#store.readLaneChanges(lanes, after, upTo, limit)).map(parseChange);
  }

  /** Resolves when there may be something after `sequence`, when the signal aborts, or after a second. */
  async waitForMore(sequence: number, signal: AbortSignal): Promise<void> {
    if (this.#head > sequence) return;
    await this.#clock.sleep(idleWaitMs, AbortSignal.any([signal, this.#woken.signal]));
  }

  #noteArrival(): void {
    const at = this.#clock.now();
    const last = this.#arrivals.at(-1);
    if (last !== undefined && at - last.at < noteEveryMs) last.sequence = this.#head;
    else this.#arrivals.push({ sequence: this.#head, at });
    if (this.#arrivals.length > keptArrivals) this.#arrivals = this.#arrivals.filter((_, index) => index % 2 === 0);
  }

  /** Nobody read for a while, or never: what lies before is left to those who lag behind. */
  #beginTailAt(sequence: number): void {
    this.#tail = [];
    this.#tailBytes = 0;
    this.#tailStart = sequence;
  }

  #tailEnd(): number {
    return this.#tail.at(-1)?.change.sequence ?? this.#tailStart;
  }

  /** All readers at the end share one read. */
  #extendTail(limit: number): Promise<void> {
    this.#reading ??= this.#readTail(limit).finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readTail(limit: number): Promise<void> {
    for (const row of await this.#store.readChanges(this.#tailEnd(), limit)) {
      const bytes = row.documentJson.length + row.changeJson.length;
      this.#tail.push({ change: parseChange(row), bytes });
      this.#tailBytes += bytes;
    }
    this.#head = Math.max(this.#head, this.#tailEnd());
    let dropped = 0;
    while (this.#tail.length - dropped > keptChanges || this.#tailBytes > keptBytes) {
      const oldest = this.#tail[dropped] as { change: LoggedChange; bytes: number };
      this.#tailBytes -= oldest.bytes;
      this.#tailStart = oldest.change.sequence;
      dropped += 1;
    }
    if (dropped > 0) this.#tail.splice(0, dropped);
  }
}
