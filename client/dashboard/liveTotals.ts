import type { Counts, DeliveryEvent } from '../../shared/delivery.ts';

/** The outcomes a chart draws; records each. */
export interface OutcomeDelta {
  received: number;
  activated: number;
  excluded: number;
  failed: number;
}

export const noOutcomes: OutcomeDelta = { received: 0, activated: 0, excluded: 0, failed: 0 };

/** One second of live delivery: what happened between two events, and what is open after it. */
export interface LiveSecond {
  /** Epoch milliseconds of the event. */
  readonly at: number;
  readonly delta: OutcomeDelta;
  readonly pending: number;
}

/** Live delivery of one destination since the page began to listen. */
export interface LiveDelivery {
  readonly latest: DeliveryEvent;
  /** Oldest first, at most `secondsKept`. */
  readonly seconds: readonly LiveSecond[];
}

/** Two minutes: the last minute is shown, the rest lets a freshly read series be continued. */
export const secondsKept = 120;

/** Outcomes between two totals. Totals count since the server started, so smaller ones mean it started anew and all of them are new. */
export function outcomesBetween(before: Counts, after: Counts): OutcomeDelta {
  const restarted = after.activated < before.activated || after.excluded < before.excluded || after.failed < before.failed;
  const from = restarted ? noOutcomes : before;
  const activated = after.activated - from.activated;
  const excluded = after.excluded - from.excluded;
  const failed = after.failed - from.failed;
  // `received` falls when unsettled records are handed back, for example at a pause; a page never shows a negative rate.
  return { received: Math.max(0, after.received - from.received), activated, excluded, failed };
}

export function addOutcomes(left: OutcomeDelta, right: OutcomeDelta): OutcomeDelta {
  return { received: left.received + right.received, activated: left.activated + right.activated, excluded: left.excluded + right.excluded, failed: left.failed + right.failed };
}

/** Takes one event in. The first event is a baseline: what came before it is already in the stored series. Events that are repeated or older change nothing. */
export function takeEvent(live: LiveDelivery | undefined, event: DeliveryEvent): LiveDelivery {
  const at = Date.parse(event.at);
  if (live === undefined) return { latest: event, seconds: [{ at, delta: noOutcomes, pending: event.totals.pending }] };
  if (at <= Date.parse(live.latest.at)) return live;
  const second = { at, delta: outcomesBetween(live.latest.totals, event.totals), pending: event.totals.pending };
  return { latest: event, seconds: [...live.seconds, second].slice(-secondsKept) };
}
