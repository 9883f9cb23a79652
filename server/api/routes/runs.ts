import { authorOf } from '../../access/sessions.ts';
import type { Run, RunState } from '../../../shared/delivery.ts';
import { newBackfill } from '../../delivery/newRun.ts';
import { ActivationError } from '../../kit/errors.ts';
import type { RunRow } from '../../store/rows.ts';
import type { RunFilter } from '../../store/runFilter.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { HttpRefusal } from '../httpRefusal.ts';
import { knownDestination } from '../knownDestination.ts';
import { hourMs, presentRun } from '../presentDelivery.ts';
import { notFound } from '../refusals.ts';
import { refuseIssues } from '../validate.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock' | 'liveEvents'>;
type RunRoutes = Pick<Handlers, 'listRuns' | 'getRun' | 'pauseRun' | 'resumeRun' | 'cancelRun' | 'startBackfill'>;

/** What is stored of a state: of runs that have no end yet, only that. */
function endOf(state: RunState | undefined): RunFilter['end'] {
  if (state === undefined) return null;
  return state === 'completed' || state === 'cancelled' || state === 'failed' ? state : 'open';
}

export function runRoutes({ store, supervisor, clock, liveEvents }: Dependencies): RunRoutes {
  /** What of rows that were read before is under way, and what their destination does now. */
  async function presenterOf(destinationId: string): Promise<(row: RunRow) => Run> {
    const [events, pending] = await Promise.all([supervisor.snapshot(), supervisor.pendingByRun()]);
    const live = events.find((event) => event.destinationId === destinationId) ?? null;
    return (row) => presentRun(row, pending.get(row.id) ?? 0, clock.now(), live);
  }

  const present = async (row: RunRow): Promise<Run> => (await presenterOf(row.destinationId))(row);

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
      await knownDestination(store, params.id);
      const busy = query.state === undefined ? [] : [...(await supervisor.pendingByRun()).keys()];
      const filter = { destinationId: params.id, kind: query.kind ?? null, end: endOf(query.state), overFrom: clock.now() - hourMs, busy };
      const items: Run[] = [];
      let cursor = query.cursor ?? null;
      do {
        const page = await store.listRuns(filter, { limit: query.limit - items.length, cursor });
        const presented = page.items.map(await presenterOf(params.id));
        // Which of the open ones go on, wait or are held is known only now.
        items.push(...presented.filter(({ state }) => query.state === undefined || state === query.state));
        cursor = page.nextCursor;
      } while (items.length < query.limit && cursor !== null);
      return { items, nextCursor: cursor };
    },

    async getRun({ params }) {
      return present(await read(params.id));
    },

    pauseRun: ({ params }) => steer(params.id, () => store.pauseRun(params.id, true, clock.now()), true),
    resumeRun: ({ params }) => steer(params.id, () => store.pauseRun(params.id, false, clock.now())),
    cancelRun: ({ params }) => steer(params.id, () => store.endRun(params.id, 'cancelled', clock.now())),

    async startBackfill({ params, body, caller }) {
      await knownDestination(store, params.id);
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
