import type { ActivationInput } from '../../shared/activation.ts';
import type { Comparison } from '../../shared/activationVersion.ts';
import type { DestinationOptions } from '../../shared/destination.ts';
import type { Random } from '../kit/backoff.ts';
import type { ProfileRow } from '../store/rows.ts';
import type { ProfileStore } from '../store/store.ts';
import { profileOf } from './handOver.ts';
import { planDelivery, type DeliveryPlan, type MappedSegment } from './plan.ts';
import { previewOne } from './preview.ts';
import { mappedSegmentsOf } from './selection.ts';

/** People whose records are shown, and how many are looked through for such whose records differ. */
const shownPeople = 3;
const lookedThrough = 200;

/** An activation and what its segments are called and since when they are mapped. */
export interface Side {
  readonly activation: ActivationInput;
  readonly segments: readonly MappedSegment[];
}

export interface ComparisonRequest {
  readonly store: Pick<ProfileStore, 'readMembers'>;
  readonly destinationId: string;
  readonly before: Side;
  readonly after: Side;
  readonly options: DestinationOptions;
  readonly maxRecordBytes: number;
  readonly random: Random;
}

type Samples = Comparison['samples'];

/** Records of the same people by two activations: of those whose records differ, where there are any. */
export async function compareRecords(request: ComparisonRequest): Promise<Samples> {
  const { store, destinationId, before, after, options } = request;
  const [was, is] = [before, after].map(({ activation, segments }) => planDelivery(destinationId, activation, segments, options)) as [DeliveryPlan, DeliveryPlan];
  const segmentIds = [...new Set([...before.activation.segments, ...after.activation.segments].map(({ id }) => id))];
  const people = (await store.readMembers(segmentIds, '', lookedThrough)).map((row) => ({
    profileId: row.profileId,
    before: sampleOf(request, was, row),
    after: sampleOf(request, is, row),
  }));
  const differing = people.filter((person) => person.before.data !== person.after.data || person.before.code !== person.after.code);
  return (differing.length > 0 ? differing : people).slice(0, shownPeople);
}

function sampleOf(request: ComparisonRequest, plan: DeliveryPlan, row: ProfileRow): Samples[number]['before'] {
  if (mappedSegmentsOf(plan, profileOf(row)).length === 0) return { data: null, code: null, message: 'This person is in none of the segments.' };
  const { data, code, message } = previewOne(request, plan, row, true);
  return { data: code === null ? data : null, code, message };
}
