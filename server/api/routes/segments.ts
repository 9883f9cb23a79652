import { isDeepStrictEqual } from 'node:util';
import type { ActivationError } from '../../kit/errors.ts';
import type { SegmentRow } from '../../store/rows.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { governedChange } from '../governedChange.ts';
import { HttpRefusal } from '../httpRefusal.ts';
import { presentPage, presentSegment } from '../present.ts';
import { demandVersion, notFound, versionStale } from '../refusals.ts';
import { segmentIdSchema, type SegmentInput } from '../../../shared/segment.ts';
import { validate } from '../validate.ts';
import { z } from 'zod';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock' | 'liveEvents'>;

const parametersSchema = z.object({ id: segmentIdSchema });

/** PURE. The update says what is stored already. A discovered segment is never the same: the update is what names it. */
function isSame(row: SegmentRow, { name, description, labels }: SegmentInput): boolean {
  return row.origin === 'api' && row.name === name && (description ?? row.description) === row.description && isDeepStrictEqual(labels ?? row.labels, row.labels);
}

export function segmentRoutes(dependencies: Dependencies): Pick<Handlers, 'listSegments' | 'getSegment' | 'putSegment' | 'deleteSegment'> {
  const { store, supervisor, clock, liveEvents } = dependencies;

  async function read(id: string) {
    const row = await store.getSegment(id);
    if (row === null) throw notFound('segment');
    return row;
  }

  return {
    async listSegments({ query }) {
      return presentPage(await store.listSegments({ limit: query.limit, cursor: query.cursor ?? null }, query.search ?? '', query.sort), presentSegment);
    },

    async getSegment({ params }) {
      return presentSegment(await read(params.id));
    },

    async putSegment({ params, body, expectedVersion }) {
      const { id } = validate(parametersSchema, params);
      const before = await store.getSegment(id);
      if (before !== null && isSame(before, body)) {
        demandVersion(expectedVersion, before.version);
        return { ...presentSegment(before), breaches: [] };
      }
      const put = async (): Promise<void> => {
        const written = await store.putSegment({ id, ...body, at: clock.now(), expectedVersion });
        if (!written.ok) throw versionStale();
      };
      // Labels that are named may differ from what is stored by now, even where they were the same a moment ago.
      const breaches = body.labels === undefined ? await put().then(() => []) : (await governedChange(dependencies, put)).breaches;
      liveEvents.changed({ resource: 'segment', id });
      const row = await read(id);
      // Records can hold the name and the times of a segment, and delivery reads them only when it starts.
      await Promise.all(row.destinations.map((destination) => supervisor.refresh(destination.id)));
      return { ...presentSegment(row), breaches };
    },

    async deleteSegment({ params, expectedVersion }) {
      if (expectedVersion !== null) demandVersion(expectedVersion, (await read(params.id)).version);
      const deleted = await store.deleteSegment(params.id);
      if (!deleted.ok) throw refusals[deleted.reason]();
      liveEvents.changed({ resource: 'segment', id: params.id });
    },
  };
}

/** Why a segment is not deleted. */
const refusals: Readonly<Record<'not_found' | 'in_use' | 'labelled', () => ActivationError>> = {
  not_found: () => notFound('segment'),
  in_use: () => new HttpRefusal(409, 'request_invalid', 'A destination sends this segment, so it was not deleted. Remove it from that destination first.'),
  labelled: () => new HttpRefusal(409, 'request_invalid', 'This segment has labels that policies go by, so it was not deleted. Take its labels off first.'),
};
