import type { Change, Profile, ProfileChange } from '../../shared/profile.ts';
import type { Clock } from '../kit/clock.ts';
import { laneCount, laneOf } from '../kit/lane.ts';
import type { ChangeRow } from '../store/rows.ts';
import type { ProfileStore } from '../store/store.ts';

/** Bounds of the shared tail: whichever comes first. Documents average well under 4 KiB. */
const keptChanges = 4_096;
const keptBytes = 16 * 1024 * 1024;
/** A reader at the end looks again after this even if nobody woke it, milliseconds. */
const idleWaitMs = 1_000;
/** A reader before something undecided looks again after this, milliseconds: nobody tells when that is decided. */
const undecidedWaitMs = 20;
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

/** Consecutive entries of some lanes, and how far in the log they reach. */
export interface FeedPage {
  readonly changes: readonly LoggedChange[];
  /** There is no other entry of these lanes up to here. */
  readonly upTo: number;
}

/** The newest entries of some lanes, parsed, ascending: all there are from `start` to `end`. */
interface Tail {
  readonly lanes: readonly number[];
  start: number;
  end: number;
  readonly kept: { readonly change: LoggedChange; readonly bytes: number }[];
  bytes: number;
  reading: Promise<void> | null;
}

/**
 * The change log as all workers of a process read it: the entries of the lanes they hold, nobody else's. The newest are
 * kept parsed, so that fifty destinations cost one read and one parse; a destination that lags behind the kept tail
 * reads for itself.
 */
export class ChangeFeed {
  readonly #store: Pick<ProfileStore, 'readChanges' | 'readLaneChanges' | 'headSequence'>;
  readonly #clock: Clock;
  /** All destinations hold the same lanes, but for the moment in which partitions change hands. */
  #tail: Tail = beginTail([], 0);
  #head = 0;
  /** Nothing up to here is undecided in the store; the head may be ahead of it. */
  #decided = 0;
  /** What the head was when a reader found nothing more. */
  #headWhenIdle = 0;
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
    this.#decided = this.#head;
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

  /** Entries of some lanes, ascending, after a sequence: at most `limit`, none at the end of the log. */
  async read(lanes: readonly number[], after: number, limit: number): Promise<FeedPage> {
    const { start, end, reading } = this.#tail;
    // Partitions changed hands, or nobody read for a while, or never: what lies before is left to those who lag behind.
    if (!isSame(this.#tail.lanes, lanes) || (after > end && reading === null)) this.#tail = beginTail(lanes, after);
    else if (after < start) return await this.#page(lanes, after, limit);
    const tail = this.#tail;
    if (after >= tail.end) await this.#extend(tail, limit);
    if (after < tail.start) return await this.#page(lanes, after, limit);
    const first = tail.kept.findIndex(({ change }) => change.sequence > after);
    if (first === -1) return { changes: [], upTo: Math.max(after, tail.end) };
    const changes = tail.kept.slice(first, first + limit).map(({ change }) => change);
    return { changes, upTo: first + limit < tail.kept.length ? (changes.at(-1) as LoggedChange).sequence : tail.end };
  }

  /** Entries of some lanes after a sequence and up to another, ascending, at most `limit`; empty when there are none. */
  async readLanes(lanes: readonly number[], after: number, upTo: number, limit: number): Promise<readonly LoggedChange[]> {
    return (await this.#store.readLaneChanges(lanes, after, upTo, limit)).map(parseChange);
  }

  /** After a read that found nothing: resolves when there may be something after `sequence`, when the signal aborts, or after a second. */
  async waitForMore(sequence: number, signal: AbortSignal): Promise<void> {
    if (this.#head > Math.max(sequence, this.#headWhenIdle)) return;
    await this.#clock.sleep(this.#head > sequence ? undecidedWaitMs : idleWaitMs, AbortSignal.any([signal, this.#woken.signal]));
  }

  #noteArrival(): void {
    const at = this.#clock.now();
    const last = this.#arrivals.at(-1);
    if (last !== undefined && at - last.at < noteEveryMs) last.sequence = this.#head;
    else this.#arrivals.push({ sequence: this.#head, at });
    if (this.#arrivals.length > keptArrivals) this.#arrivals = this.#arrivals.filter((_, index) => index % 2 === 0);
  }

  /** Reads from the store. Whoever holds all lanes sees by the entries themselves how far they reach. */
  async #rows(lanes: readonly number[], after: number, limit: number): Promise<{ rows: readonly ChangeRow[]; upTo: number }> {
    const headBefore = this.#head;
    const isWhole = lanes.length === laneCount;
    const looksForMore = isWhole || after >= this.#decided;
    if (looksForMore && !isWhole) this.#decided = Math.max(this.#decided, await this.#store.headSequence());
    const end = isWhole ? after : Math.max(after, this.#decided);
    const rows = isWhole ? await this.#store.readChanges(after, limit) : end === after ? [] : await this.#store.readLaneChanges(lanes, after, end, limit);
    if (rows.length === 0 && looksForMore) this.#headWhenIdle = Math.max(this.#headWhenIdle, headBefore);
    const upTo = rows.at(-1)?.sequence ?? end;
    this.#head = Math.max(this.#head, upTo);
    return { rows, upTo };
  }

  async #page(lanes: readonly number[], after: number, limit: number): Promise<FeedPage> {
    const { rows, upTo } = await this.#rows(lanes, after, limit);
    return { changes: rows.map(parseChange), upTo };
  }

  /** All readers at the end share one read. */
  #extend(tail: Tail, limit: number): Promise<void> {
    tail.reading ??= this.#readOn(tail, limit).finally(() => (tail.reading = null));
    return tail.reading;
  }

  async #readOn(tail: Tail, limit: number): Promise<void> {
    const { rows, upTo } = await this.#rows(tail.lanes, tail.end, limit);
    for (const row of rows) {
      const bytes = row.documentJson.length + row.changeJson.length;
      tail.kept.push({ change: parseChange(row), bytes });
      tail.bytes += bytes;
    }
    tail.end = upTo;
    let dropped = 0;
    while (tail.kept.length - dropped > keptChanges || tail.bytes > keptBytes) {
      const oldest = tail.kept[dropped] as Tail['kept'][number];
      tail.bytes -= oldest.bytes;
      tail.start = oldest.change.sequence;
      dropped += 1;
    }
    if (dropped > 0) tail.kept.splice(0, dropped);
  }
}

function beginTail(lanes: readonly number[], start: number): Tail {
  return { lanes, start, end: start, kept: [], bytes: 0, reading: null };
}

const isSame = (some: readonly number[], others: readonly number[]): boolean => some.length === others.length && some.every((lane, index) => lane === others[index]);
