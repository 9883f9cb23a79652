import type { Alert } from '../../shared/alert.ts';
import type { Destination } from '../../shared/destination.ts';

/** Alerts that ended no longer ago than this, milliseconds, are shown. */
const lately = 86_400_000;
/** Of those, how many. */
const endedMost = 5;

/**
 * PURE. Alerts that fire for a destination or its account. Left out is what the notice about its pause says already: that it
 * paused, and whatever has the same cause.
 */
export function firingOf({ id, accountId, status, pause }: Pick<Destination, 'id' | 'accountId' | 'status' | 'pause'>, firing: readonly Alert[]): Alert[] {
  const told = status === 'paused' ? pause : null;
  const isTold = (alert: Alert): boolean => told !== null && (alert.kind === 'paused' || alert.code === told.code);
  return firing.filter((alert) => (alert.subject.id === id || alert.subject.id === accountId) && !isTold(alert));
}

/** PURE. Those of a list, newest change first, that ended within the last day. `now` in epoch milliseconds. */
export function endedLately(alerts: readonly Alert[], now: number): Alert[] {
  return alerts.filter(({ level, changedAt }) => level === 'ok' && Date.parse(changedAt) > now - lately).slice(0, endedMost);
}
