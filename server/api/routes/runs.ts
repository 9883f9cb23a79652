import type { DeliveryEvent, Run } from '../../../shared/delivery.ts';
import { refuseIssues } from '../validate.ts';
import { ActivationError } from '../../kit/errors.ts';
import type { RunRow } from '../../store/rows.ts';
import { newBackfill } from '../backfillRun.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { HttpRefusal } from '../httpRefusal.ts';
import { presentRun } from '../presentDelivery.ts';
import { notFound } from '../refusals.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock' | 'liveEvents'>;

export function runRoutes({ store, supervisor, clock, liveEvents }: Dependencies): Pick<Handlers, 'listRuns' | 'getRun' | 'cancelRun' | 'startBackfill'> {
  const present = async (row: RunRow): Promise<Run> => presentAmong(await supervisor.snapshot(), row);

  /** What is running goes nowhere while its destination does not send, and as fast as the stream allows while records wait for it. */
  async function presentAmong(destinations: readonly DeliveryEvent[], row: RunRow): Promise<Run> {
    const run = presentRun(row, await supervisor.pendingOfRun(row.id), clock.now());
    const live = destinations.find(({ destinationId }) => destinationId === row.destinationId);
    if (run.state !== 'running' || live === undefined) return run;
    if (live.status !== 'sending') return { ...run, state: 'paused' };
    return live.capacityWait !== null && run.counts.pending > 0 ? { ...run, state: 'waiting_for_capacity' } : run;
  }

  async function read(id: string): Promise<RunRow> {
    const row = await store.getRun(id);
    if (row === null) throw notFound('run');
    return row;
  }

  /** Only what the destination sends can be sent again. */
  async function refuseUnmapped(destinationId: string, segmentIds: readonly string[]): Promise<void> {
    const activation = await store.getActivation(destinationId);
    if (activation === null) throw new ActivationError('request_invalid', 'Nothing is activated for this destination yet. Activate segments first.');
    const mapped = new Set(activation.segments.map(({ id }) => id));
    const issues = segmentIds.flatMap((id, index) =>
      mapped.has(id)
        ? []
        : [{ path: `segmentIds.${index}`, code: 'segment_unknown' as const, message: 'This destination does not send that segment. Add it to the activation first.' }],
    );
    if (issues.length > 0) throw refuseIssues(issues);
  }

  return {
    async listRuns({ params, query }) {
      const { items, nextCursor } = await store.listRuns(params.id, { limit: query.limit, cursor: query.cursor ?? null });
      const destinations = await supervisor.snapshot();
      return { items: await Promise.all(items.map((row) => presentAmong(destinations, row))), nextCursor };
    },

    async getRun({ params }) {
      return present(await read(params.id));
    },

    async cancelRun({ params }) {
      const row = await read(params.id);
      if (row.kind !== 'backfill') throw new HttpRefusal(409, 'request_invalid', 'Only a backfill can be cancelled. To stop live delivery, disable the destination.');
      if (!(await store.endRun(row.id, 'cancelled', clock.now()))) throw new HttpRefusal(409, 'request_invalid', 'This backfill has ended already.');
      await supervisor.refresh(row.destinationId);
      liveEvents.changed({ resource: 'run', id: row.id });
      return present(await read(row.id));
    },

    async startBackfill({ params, body }) {
      if ((await store.getDestination(params.id)) === null) throw notFound('destination');
      const segmentIds = [...new Set(body.segmentIds)];
      await refuseUnmapped(params.id, body.segmentIds);
      const run = newBackfill(params.id, segmentIds, await store.countMembers(segmentIds), clock.now());
      await store.insertRun(run);
      await supervisor.refresh(params.id);
      liveEvents.changed({ resource: 'run', id: run.id });
      return present(await read(run.id));
    },
  };
}
