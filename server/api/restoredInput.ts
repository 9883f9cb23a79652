import type { ActivationInput } from '../../shared/activation.ts';
import { ActivationError } from '../kit/errors.ts';
import type { ActivationRow, ActivationVersionRow } from '../store/activationRows.ts';
import type { Store } from '../store/store.ts';
import { inputOf } from './draftActivation.ts';

/** A version of an activation; throws `not_found` where there is no such one. */
export async function storedVersion(store: Pick<Store, 'getActivationVersion'>, destinationId: string, version: number): Promise<ActivationVersionRow> {
  const row = Number.isSafeInteger(version) ? await store.getActivationVersion(destinationId, version) : null;
  if (row === null) throw new ActivationError('not_found', 'There is no such version of this activation.');
  return row;
}

/** The change that makes an earlier version the newest. Whether it sends stays as it is, and so does what segments that are mapped still ask for; `backfill` is for those that come back. */
export async function restoredInput(
  store: Pick<Store, 'getActivationVersion' | 'unknownSegments'>,
  current: ActivationRow,
  number: number,
  backfill: boolean,
): Promise<ActivationInput> {
  const version = await storedVersion(store, current.destinationId, number);
  const gone = await store.unknownSegments(version.segments.map(({ id }) => id));
  if (gone.length > 0) {
    throw new ActivationError('segment_unknown', `Segments of that version are deleted: ${gone.slice(0, 5).join(', ')}. Edit the activation instead, or create them again.`);
  }
  const mapped = new Map(current.segments.map((segment) => [segment.id, segment.backfill]));
  const segments = version.segments.map(({ id }) => ({ id, backfill: mapped.get(id) ?? backfill }));
  return { ...inputOf(version), segments, state: current.state };
}
