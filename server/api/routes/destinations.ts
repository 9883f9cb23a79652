import { authorOf } from '../../access/sessions.ts';
import { newId } from '../../kit/ids.ts';
import type { DestinationRow } from '../../store/rows.ts';
import { changeDestination, storeChange } from '../changeDestination.ts';
import { lookAtStream, placeOf, unknownAccount } from '../chosenStream.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { presentDestination, presentPage } from '../present.ts';
import { demandVersion, nameTaken, notFound, versionStale } from '../refusals.ts';
import { refuseIssues } from '../validate.ts';

type Dependencies = Pick<ApiDependencies, 'config' | 'store' | 'registry' | 'secrets' | 'supervisor' | 'clock' | 'liveEvents'>;
type DestinationRoutes = Pick<
  Handlers,
  'createDestination' | 'listDestinations' | 'getDestination' | 'updateDestination' | 'deleteDestination' | 'enableDestination' | 'disableDestination'
>;

export function destinationRoutes(dependencies: Dependencies): DestinationRoutes {
  const { store, supervisor, clock, liveEvents } = dependencies;

  async function read(id: string): Promise<DestinationRow> {
    const row = await store.getDestination(id);
    if (row === null) throw notFound('destination');
    return row;
  }

  /** Whoever enables a destination wants it to send: an activation that was saved as paused becomes active, as a new version like any change of it. */
  async function resumeActivation(destinationId: string, author: string): Promise<void> {
    const activation = await store.getActivation(destinationId);
    if (activation === null || activation.state === 'active') return;
    const { documentJson, version } = activation;
    const segments = activation.segments.map(({ id, backfill }) => ({ id, backfill }));
    const written = await store.putActivation({
      destinationId,
      documentJson,
      state: 'active',
      segments,
      author,
      approvedBy: null,
      at: clock.now(),
      expectedVersion: version,
      runs: [],
    });
    if (!written.ok) throw written.reason === 'not_found' ? notFound('destination') : versionStale();
    liveEvents.changed({ resource: 'activation', id: destinationId });
  }

  return {
    async createDestination({ body, signal }) {
      const account = await store.getAccount(body.accountId);
      if (account === null) throw refuseIssues([unknownAccount]);
      const target = await lookAtStream(dependencies, account, body.stream, signal);
      const id = newId('dst');
      const written = await store.insertDestination({
        id,
        type: account.type,
        ...placeOf(account, target),
        name: body.name,
        description: body.description ?? '',
        optionsJson: JSON.stringify(body.options),
        tags: body.tags ?? [],
        createdAt: clock.now(),
      });
      if (!written.ok) throw written.reason === 'name_taken' ? nameTaken('destination') : refuseIssues([unknownAccount]);
      liveEvents.changed({ resource: 'destination', id });
      return presentDestination(await read(id));
    },

    async listDestinations({ query }) {
      const filter = { search: query.search ?? '', status: query.status ?? null, tag: query.tag ?? null, accountId: query.accountId ?? null, sort: query.sort };
      return presentPage(await store.listDestinations({ limit: query.limit, cursor: query.cursor ?? null }, filter), presentDestination);
    },

    async getDestination({ params }) {
      return presentDestination(await read(params.id));
    },

    async updateDestination({ params, body, expectedVersion, signal }) {
      const row = await read(params.id);
      demandVersion(expectedVersion, row.version);
      return presentDestination(await changeDestination(dependencies, { row, patch: body, isApproved: false, expectedVersion, signal }));
    },

    async deleteDestination({ params, expectedVersion }) {
      const row = await read(params.id);
      demandVersion(expectedVersion, row.version);
      // Stopped before it is gone: what is on its way ends and is counted, and nothing begins afterwards.
      await storeChange(dependencies, row.id, { enabled: false }, null);
      if (!(await store.deleteDestination(row.id, clock.now()))) throw notFound('destination');
      await supervisor.refresh(row.id);
      liveEvents.changed({ resource: 'destination', id: row.id });
    },

    async enableDestination({ params, caller, expectedVersion }) {
      demandVersion(expectedVersion, (await read(params.id)).version);
      await resumeActivation(params.id, authorOf(caller));
      return presentDestination(await storeChange(dependencies, params.id, { enabled: true, pauseJson: null }, expectedVersion));
    },

    async disableDestination({ params, expectedVersion }) {
      return presentDestination(await storeChange(dependencies, params.id, { enabled: false }, expectedVersion));
    },
  };
}
