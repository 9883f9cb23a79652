import { isDeepStrictEqual } from 'node:util';
import type { ActivationInput } from '../../shared/activation.ts';
import { readDocument, type ActivationDocument, type MappedSegment } from '../delivery/plan.ts';
import type { Clock } from '../kit/clock.ts';
import type { ActivationRow, ActivationVersionRow } from '../store/activationRows.ts';
import type { Store } from '../store/store.ts';
import { refuseIssues } from './validate.ts';

export const documentOf = ({ attributes, identities, partitionKey, triggers }: ActivationInput): ActivationDocument => ({ attributes, identities, partitionKey, triggers });

/** PURE. What is stored, now or as an earlier version, in the form in which it is put. */
export function inputOf({ documentJson, segments, state }: Pick<ActivationVersionRow, 'documentJson' | 'segments' | 'state'>): ActivationInput {
  return { ...readDocument(documentJson), segments: segments.map(({ id, backfill }) => ({ id, backfill })), state };
}

export function isSame(before: ActivationRow, input: ActivationInput): boolean {
  const segments = before.segments.map(({ id, backfill }) => ({ id, backfill }));
  return (
    before.state === input.state &&
    isDeepStrictEqual(segments, input.segments) &&
    isDeepStrictEqual(readDocument(before.documentJson), JSON.parse(JSON.stringify(documentOf(input))))
  );
}

/** PURE. Segments that the update adds and that shall be sent to everyone who is in them now. */
export function segmentsToBackfill(before: Pick<ActivationRow, 'segments'> | null, input: Pick<ActivationInput, 'segments'>): string[] {
  const known = new Set(before?.segments.map(({ id }) => id));
  return input.segments.filter(({ id, backfill }) => backfill && !known.has(id)).map(({ id }) => id);
}

/** PURE. Segments that the update removes and whose members shall be told to have left. */
export function segmentsToExit(before: Pick<ActivationRow, 'segments'> | null, input: Pick<ActivationInput, 'removedSegments'>): string[] {
  const known = new Set(before?.segments.map(({ id }) => id));
  return (input.removedSegments ?? []).filter(({ id, sendExits }) => sendExits && known.has(id)).map(({ id }) => id);
}

/** `at`: where in the body the activation stands. */
export async function refuseUnknownSegments(store: Pick<Store, 'unknownSegments'>, input: ActivationInput, at = ''): Promise<void> {
  const unknown = new Set(await store.unknownSegments(input.segments.map(({ id }) => id)));
  const issues = input.segments.flatMap(({ id }, index) =>
    unknown.has(id)
      ? [{ path: `${at}segments.${index}.id`, code: 'segment_unknown' as const, message: 'There is no such segment. Pick one from the list, or create it first.' }]
      : [],
  );
  if (issues.length > 0) throw refuseIssues(issues);
}

/** The draft's segments as they would be mapped: all keep their times where nothing is changed, else those mapped already are updated now and new ones are mapped now. */
export async function mappedSegments(store: Pick<Store, 'getSegment'>, clock: Clock, before: ActivationRow | null, input: ActivationInput): Promise<MappedSegment[]> {
  const now = clock.now();
  const unchanged = before !== null && isSame(before, input);
  const mapped = new Map(before?.segments.map((segment) => [segment.id, segment]));
  const found = await Promise.all(
    input.segments.map(async ({ id }): Promise<MappedSegment[]> => {
      const known = mapped.get(id);
      if (known) {
        const { name, segmentCreatedAt: createdAt, segmentUpdatedAt: updatedAt, mappedAt: mappingCreatedAt } = known;
        return [{ id, name, createdAt, updatedAt, mappingCreatedAt, mappingUpdatedAt: unchanged ? known.mappingUpdatedAt : now }];
      }
      const row = await store.getSegment(id);
      return row === null ? [] : [{ id, name: row.name, createdAt: row.createdAt, updatedAt: row.updatedAt, mappingCreatedAt: now, mappingUpdatedAt: now }];
    }),
  );
  return found.flat();
}
