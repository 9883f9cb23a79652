import { authorOf } from '../../access/sessions.ts';
import type { DeliveryEvent, Run } from '../../../shared/delivery.ts';
import { newBackfill } from '../../delivery/newRun.ts';
import { ActivationError } from '../../kit/errors.ts';
import type { RunRow } from '../../store/rows.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { HttpRefusal } from '../httpRefusal.ts';
import { presentRun } from '../presentDelivery.ts';
import { notFound } from '../refusals.ts';
import { refuseIssues } from '../validate.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock' | 'liveEvents'>;
type RunRoutes = Pick<Handlers, 'listRuns' | 'getRun' | 'pauseRun' | 'resumeRun' | 'cancelRun' | 'startBackfill'>;

export function runRoutes({ store, supervisor, clock, liveEvents }: Dependencies): RunRoutes {
  const present = async (row: RunRow): Promise<Run> => presentAmong(await supervisor.snapshot(), row);

  async function presentAmong(destinations: readonly DeliveryEvent[], row: RunRow): Promise<Run> {
    const live = destinations.find(({ destinationId }) => destinationId === row.destinationId) ?? null;
    return presentRun(row, await supervisor.pendingOfRun(row.id), clock.now(), live);
  }

  async function read(id: string): Promise<RunRow> {
    const row = await store.getRun(id);
    if (row === null) throw notFound('run');
    return row;
  }

  /** Pauses, resumes or cancels a run and answers once that took effect: by then what was under way has its outcome. */
  async function steer(id: string, write: () => Promise<boolean>, isPause = false) {
    const { kind, destinationId } = await read(id);
    if (kind === 'streaming') throw new HttpRefusal(409, 'request_invalid', 'Live changes have no end. To stop sending them, disable the destination.');
    if (kind === 'exits' && isPause)
      throw new HttpRefusal(409, 'request_invalid', 'Exits cannot wait: who leaves meanwhile would be missed. Cancel the run, or disable the destination, which keeps everything.');
    if (!(await write())) throw new HttpRefusal(409, 'request_invalid', 'This run has ended already.');
    await supervisor.refresh(destinationId);
    liveEvents.changed({ resource: 'run', id });
    return present(await read(id));
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

    pauseRun: ({ params }) => steer(params.id, () => store.pauseRun(params.id, true, clock.now()), true),
    resumeRun: ({ params }) => steer(params.id, () => store.pauseRun(params.id, false, clock.now())),
    cancelRun: ({ params }) => steer(params.id, () => store.endRun(params.id, 'cancelled', clock.now())),

    async startBackfill({ params, body, caller }) {
      if ((await store.getDestination(params.id)) === null) throw notFound('destination');
      const segmentIds = [...new Set(body.segmentIds)];
      await refuseUnmapped(params.id, body.segmentIds);
      const total = await store.countMembers(segmentIds);
      const run = newBackfill({ destinationId: params.id, segmentIds, total, author: authorOf(caller), now: clock.now() });
      await store.insertRun(run);
      await supervisor.refresh(params.id);
      liveEvents.changed({ resource: 'run', id: run.id });
      return present(await read(run.id));
    },
  };
}
