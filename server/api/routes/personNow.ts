import { destinationOptionsSchema } from '../../../shared/destination.ts';
import type { PersonNow } from '../../../shared/personNow.ts';
import { profileOf } from '../../delivery/handOver.ts';
import { planDelivery, readDocument } from '../../delivery/plan.ts';
import { previewOne } from '../../delivery/preview.ts';
import { segmentsOf, touchesMappedSegment } from '../../delivery/selection.ts';
import type { StreamTarget } from '../../destinations/definition.ts';
import { isoTime } from '../../kit/clock.ts';
import { errorCodes } from '../../../shared/errorCodes.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { inputOf, mappedSegments } from '../draftActivation.ts';
import { knownDestination } from '../knownDestination.ts';

/** Why somebody is sent to a destination, or not: told by the functions that make records. */
export function personNowRoutes({ store, clock, random }: Pick<ApiDependencies, 'store' | 'clock' | 'random'>): Pick<Handlers, 'getPersonNow'> {
  return {
    async getPersonNow({ params }): Promise<PersonNow> {
      const destination = await knownDestination(store, params.id);
      const nothing = { code: null, message: null, updatedAt: null, segments: [] };
      const [activation, [row]] = await Promise.all([store.getActivation(destination.id), store.readProfiles([params.profileId])]);
      if (activation === null) return { ...nothing, outcome: 'not_activated' };
      if (row === undefined) return { ...nothing, outcome: 'unknown' };
      const segments = await mappedSegments(store, clock, activation, inputOf(activation));
      const plan = planDelivery(destination.id, readDocument(activation.documentJson), segments, destinationOptionsSchema.parse(JSON.parse(destination.optionsJson)));
      const profile = profileOf(row);
      const inside = new Set(segmentsOf(profile, 'realized'));
      const about = { updatedAt: isoTime(row.updatedAt), segments: segments.filter(({ id }) => inside.has(id)).map(({ id, name }) => ({ id, name })) };
      if (!touchesMappedSegment(plan, profile)) return { ...nothing, ...about, outcome: 'not_selected' };
      const { maxRecordBytes } = JSON.parse(destination.targetJson) as StreamTarget;
      const { code, message } = previewOne({ maxRecordBytes, random }, plan, row, false);
      return { ...about, code, message, outcome: code === null ? 'record' : errorCodes[code].counter === 'excluded' ? 'excluded' : 'failed' };
    },
  };
}
