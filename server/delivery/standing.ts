import type { GatheringStore, ProfileStore } from '../store/store.ts';
import type { LoggedChange } from './changeFeed.ts';
import { consentState } from './consent.ts';
import type { Gathering } from './gathering.ts';
import { profileOf } from './handOver.ts';
import type { DeliveryPlan } from './plan.ts';
import { touchesMappedSegment } from './selection.ts';

/** What is known of the people of some changes beside the changes themselves, at the moment these are handed out. */
export interface Standing {
  /** They consented when the change was accepted, and do not now: nothing more of them leaves than that they left. */
  readonly withdrawn: ReadonlySet<string>;
  /** When they last got a record, epoch milliseconds; only where that matters. */
  readonly deliveredAt: ReadonlyMap<string, number>;
}

type Reading = { readonly plan: DeliveryPlan; readonly store: Pick<ProfileStore, 'readProfiles'> & Pick<GatheringStore, 'lastDeliveries'>; readonly gathering: Gathering };

/** Reads nothing where the destination asks for no consent and gathers nothing. */
export async function readStanding({ plan, store, gathering }: Reading, changes: readonly LoggedChange[], now: number): Promise<Standing> {
  const { requiredConsents } = plan.options;
  if (changes.length === 0 || (requiredConsents.length === 0 && !gathering.isOn)) return nothing;
  const concerned = changes.filter(({ profile }) => touchesMappedSegment(plan, profile) && consentState(requiredConsents, profile) === 'given');
  const ids = [...new Set(concerned.map(({ profileId }) => profileId))];
  const [profiles, deliveries] = await Promise.all([
    requiredConsents.length === 0 ? null : store.readProfiles(ids),
    gathering.isOn ? store.lastDeliveries(plan.destinationId, ids, gathering.since(now)) : [],
  ]);
  const still = new Set(profiles?.flatMap((row) => (consentState(requiredConsents, profileOf(row)) === 'given' ? [row.profileId] : [])));
  return {
    withdrawn: new Set(profiles === null ? [] : ids.filter((id) => !still.has(id))),
    deliveredAt: new Map(deliveries.map(({ profileId, deliveredAt }) => [profileId, deliveredAt])),
  };
}

const nothing: Standing = { withdrawn: new Set(), deliveredAt: new Map() };
