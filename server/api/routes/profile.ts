import { destinationOptionsSchema } from '../../../shared/destination.ts';
import type { Page } from '../../../shared/page.ts';
import { authorOf } from '../../access/sessions.ts';
import { isoTime } from '../../kit/clock.ts';
import { profileOf } from '../../delivery/handOver.ts';
import { eraseProfile } from '../../profiles/erase.ts';
import { describeFields } from '../../profiles/fields.ts';
import type { DestinationRow } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { presentDelivery } from '../presentDelivery.ts';
import { notFound } from '../refusals.ts';

/** Deliveries shown with a profile; the lists of its destinations hold the rest. */
const latestDeliveries = 50;

/** By when an erasure is complete, milliseconds: its last look is an hour after it began, and the log of many millions is gone through in the time between. */
const erasureMs = 86_400_000;

/** People looked at to tell what profiles hold. */
const sampledProfiles = 500;

export function profileRoutes({
  store,
  supervisor,
  clock,
}: Pick<ApiDependencies, 'store' | 'supervisor' | 'clock'>): Pick<Handlers, 'getProfile' | 'deleteProfile' | 'describeProfileFields'> {
  return {
    async describeProfileFields({ body }) {
      return describeFields((await store.readMembers(body.segmentIds, '', sampledProfiles)).map(profileOf));
    },

    async deleteProfile({ params, caller }) {
      const onErased = (await anyWantsTombstones(store)) ? (sequence: number) => supervisor.wake(sequence) : null;
      const { requestedAt, ...found } = await eraseProfile(store, clock, params.profileId, authorOf(caller), onErased);
      return { profileId: params.profileId, requestedAt: isoTime(requestedAt), completesBy: isoTime(requestedAt + erasureMs), ...found };
    },

    async getProfile({ params, caller }) {
      const [row] = await store.readProfiles([params.profileId]);
      if (row === undefined) throw notFound('profile');
      const filter = { destinationId: null, profileId: row.profileId, from: 0, to: Number.MAX_SAFE_INTEGER };
      const { items } = await store.listDeliveries(filter, { limit: latestDeliveries, cursor: null });
      return {
        profile: { profileId: row.profileId, ...(JSON.parse(row.documentJson) as object) },
        profileVersion: row.version,
        updatedAt: isoTime(row.updatedAt),
        deliveries: items.map((delivery) => ({ ...presentDelivery(delivery, caller.role), destinationId: delivery.destinationId })),
      };
    },
  };
}

async function anyWantsTombstones(store: Pick<Store, 'listDestinations'>): Promise<boolean> {
  for (let cursor: string | null = null; ;) {
    const page: Page<DestinationRow> = await store.listDestinations({ limit: 500, cursor }, { search: '', status: null, tag: null });
    if (page.items.some(({ optionsJson }) => destinationOptionsSchema.parse(JSON.parse(optionsJson)).tombstones)) return true;
    if (page.nextCursor === null) return false;
    cursor = page.nextCursor;
  }
}
