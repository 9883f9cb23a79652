import { deliveryReasons, type DeliveryReason } from '../../shared/delivery.ts';
import { timeQueryOf, type TimeChoice, type TimeQuery } from '../destinations/ages.ts';

/** Which deliveries the page is about, as its address holds it; '' for any. */
export interface DeliveryChoice extends TimeChoice {
  readonly profile: string;
  readonly reason: string;
  readonly run: string;
}

/** What the list is asked for. */
export interface DeliveryQuery extends TimeQuery {
  readonly profileId?: string;
  readonly reason?: DeliveryReason;
  readonly runId?: string;
}

/** Why records are made that the list can hold: a test record has no proof. */
export const listedReasons = deliveryReasons.filter((reason) => reason !== 'test');
const reasonIn = (value: string): DeliveryReason | undefined => listedReasons.find((reason) => reason === value);

/** Reads the address; what is no choice is none. `now` in epoch milliseconds. */
export function deliveryQueryOf({ profile, reason, run, ...time }: DeliveryChoice, now: number): DeliveryQuery {
  const why = reasonIn(reason);
  return {
    ...(profile !== '' && { profileId: profile }),
    ...(why !== undefined && { reason: why }),
    ...(run !== '' && { runId: run }),
    ...timeQueryOf(time, now),
  };
}
