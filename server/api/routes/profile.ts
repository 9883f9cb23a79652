import { isoTime } from '../../kit/clock.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { presentDelivery } from '../presentDelivery.ts';
import { notFound } from '../refusals.ts';

/** Deliveries shown with a profile; the lists of its destinations hold the rest. */
const latestDeliveries = 50;

export function profileRoutes({ store }: Pick<ApiDependencies, 'store'>): Pick<Handlers, 'getProfile'> {
  return {
    async getProfile({ params }) {
      const [row] = await store.readProfiles([params.profileId]);
      if (row === undefined) throw notFound('profile');
      const filter = { destinationId: null, profileId: row.profileId, from: 0, to: Number.MAX_SAFE_INTEGER };
      const { items } = await store.listDeliveries(filter, { limit: latestDeliveries, cursor: null });
      return {
        profile: { profileId: row.profileId, ...(JSON.parse(row.documentJson) as object) },
        profileVersion: row.version,
        updatedAt: isoTime(row.updatedAt),
        deliveries: items.map((delivery) => ({ ...presentDelivery(delivery), destinationId: delivery.destinationId })),
      };
    },
  };
}
