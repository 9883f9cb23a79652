import { authorOf } from '../../access/sessions.ts';
import { newLetterRun } from '../../delivery/newRun.ts';
import { ActivationError } from '../../kit/errors.ts';
import type { LetterFilter } from '../../store/rows.ts';
import type { Context, Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { knownDestination } from '../knownDestination.ts';
import { presentPage } from '../present.ts';
import { presentDeadLetter } from '../presentDelivery.ts';
import { always, rangeOf } from '../timeRange.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock' | 'liveEvents'>;
type DeadLetterRoutes = Pick<Handlers, 'listDeadLetters' | 'replayDeadLetters' | 'discardDeadLetters' | 'countDeadLetters'>;
type LetterRun = Context<'replayDeadLetters'>;

function filterOf({ ids, code, profileId, runId, from, to }: LetterRun['body']): LetterFilter {
  return { ids: ids ?? null, code: code ?? null, profileId: profileId ?? null, runId: runId ?? null, ...rangeOf({ from, to }, always) };
}

export function deadLetterRoutes({ store, supervisor, clock, liveEvents }: Dependencies): DeadLetterRoutes {
  /** Starts a run of the open letters that fit now; those that come later are not among them. */
  async function start(kind: 'replay' | 'discard', { params, body, caller }: Pick<LetterRun, 'params' | 'body' | 'caller'>) {
    const destinationId = params.id;
    await knownDestination(store, destinationId);
    if (kind === 'replay' && (await store.getActivation(destinationId)) === null)
      throw new ActivationError('request_invalid', 'Nothing is activated for this destination yet. Activate segments first.');
    const filter = filterOf(body);
    const { matched, last } = await store.countOpenLetters(destinationId, filter);
    if (matched === 0) return { runId: null, matched };
    const run = newLetterRun({ kind, destinationId, letters: { ...filter, last }, total: matched, author: authorOf(caller), now: clock.now() });
    await store.insertRun(run);
    await supervisor.refresh(destinationId);
    liveEvents.changed({ resource: 'run', id: run.id });
    return { runId: run.id, matched };
  }

  return {
    async listDeadLetters({ params, query, caller }) {
      await knownDestination(store, params.id);
      const { code = null, profileId = null, runId = null, state = null } = query;
      const filter = { destinationId: params.id, code, profileId, runId, state, ...rangeOf(query, always) };
      return presentPage(await store.listDeadLetters(filter, { limit: query.limit, cursor: query.cursor ?? null }), (row) => presentDeadLetter(row, caller.role));
    },

    replayDeadLetters: (context) => start('replay', context),
    discardDeadLetters: (context) => start('discard', context),

    async countDeadLetters({ params, body }) {
      await knownDestination(store, params.id);
      return { matched: (await store.countOpenLetters(params.id, filterOf(body))).matched };
    },
  };
}
