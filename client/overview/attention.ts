import type { Account } from '../../shared/account.ts';
import type { Destination } from '../../shared/destination.ts';
import { isKeyOld } from '../accounts/keyAge.ts';

export interface Attention {
  readonly paused: readonly Destination[];
  readonly failing: readonly { readonly destination: Destination; readonly failed: number }[];
  readonly drafts: readonly Destination[];
}

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

/**
 * What waits for a person: destinations that stopped by themselves, the longest first; those with failed records, the most
 * first; those nothing was activated for. `failedOf`: failed records of a destination in the time looked at.
 */
export function attentionOf(destinations: readonly Destination[], failedOf: (destination: Destination) => number): Attention {
  const since = (destination: Destination): string => destination.pause?.since ?? destination.createdAt;
  const oldestFirst = (a: Destination, b: Destination): number => since(a).localeCompare(since(b));
  return {
    paused: destinations.filter((destination) => destination.status === 'paused').toSorted(oldestFirst),
    failing: destinations
      .map((destination) => ({ destination, failed: failedOf(destination) }))
      .filter(({ failed }) => failed > 0)
      .toSorted((a, b) => b.failed - a.failed),
    drafts: destinations.filter((destination) => destination.status === 'draft').toSorted(oldestFirst),
  };
}
