import type { Account } from '../../shared/account.ts';
import type { DeliveryEvent } from '../../shared/delivery.ts';
import type { Totals } from '../../shared/totals.ts';
import { isKeyOld } from '../accounts/keyAge.ts';

/** Milliseconds behind from which on it is told. A burst of changes is worked off sooner. */
const lagToTell = 5 * 60_000;
/** Events are sent each second; older than this, milliseconds, they are of a destination that is gone. */
const freshFor = 30_000;

export interface AccountAttention {
  /** Credentials that did not work when they were last tried, and that a destination uses. */
  readonly broken: readonly Account[];
  /** Keys in use that should be changed. */
  readonly ageing: readonly Account[];
}

/** Which accounts wait for a person: what breaks the next send first. One that is broken is not told of as old, too. */
export function accountAttentionOf(accounts: readonly Account[], now: number): AccountAttention {
  const used = accounts.filter(({ destinations }) => destinations.length > 0);
  const broken = used.filter(({ lastCheck }) => lastCheck?.ok === false);
  return { broken, ageing: used.filter((account) => !broken.includes(account) && isKeyOld(account, now)) };
}

/** The newest event of every destination that is still there. */
export function freshEvents(events: ReadonlyMap<string, DeliveryEvent>): DeliveryEvent[] {
  const newest = Math.max(...[...events.values()].map(({ at }) => Date.parse(at)));
  return [...events.values()].filter(({ at }) => newest - Date.parse(at) < freshFor);
}

export interface LiveAttention {
  /** Records wait since the stream takes no more, for the whole of it or for some shards; the longest first. */
  readonly waiting: readonly DeliveryEvent[];
  /** They send, and are far behind; the furthest first. */
  readonly lagging: readonly DeliveryEvent[];
}

/** Which destinations do not keep up, by what was heard live. One that waits for capacity is not told of as lagging, too, and one that is paused as neither. */
export function liveAttentionOf(events: readonly DeliveryEvent[]): LiveAttention {
  const sending = events.filter(({ status }) => status === 'sending');
  const waiting = sending.filter(({ capacityWait }) => capacityWait !== null);
  return {
    waiting: waiting.toSorted((a, b) => (b.capacityWait?.milliseconds ?? 0) - (a.capacityWait?.milliseconds ?? 0)),
    lagging: sending
      .filter((event) => !waiting.includes(event) && event.lag.changes > 0 && event.lag.milliseconds >= lagToTell)
      .toSorted((a, b) => b.lag.milliseconds - a.lag.milliseconds),
  };
}

/** Destinations with failed records, the most first. */
export function failingOf({ destinations }: Pick<Totals, 'destinations'>): Totals['destinations'] {
  return destinations.filter(({ failed, isDeleted }) => failed > 0 && !isDeleted).toSorted((a, b) => b.failed - a.failed);
}
