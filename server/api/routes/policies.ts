import type { Policy } from '../../../shared/policy.ts';
import { authorOf } from '../../access/sessions.ts';
import { surveyDestinations, type Surveyed } from '../../governance/survey.ts';
import { isoTime } from '../../kit/clock.ts';
import { newId } from '../../kit/ids.ts';
import type { PolicyRow } from '../../store/policyStore.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { governedChange } from '../governedChange.ts';
import { knownDestination } from '../knownDestination.ts';
import { violationsOfDraft } from '../policyChecks.ts';
import { presentPage } from '../present.ts';
import { demandVersion, nameTaken, notFound, versionStale } from '../refusals.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock' | 'liveEvents'>;
type PolicyRoutes = Pick<Handlers, 'createPolicy' | 'previewPolicy' | 'listPolicies' | 'getPolicy' | 'updatePolicy' | 'deletePolicy' | 'checkActivationPolicies'>;

const breaking = (policyId: string, surveyed: readonly Surveyed[]): Policy['brokenBy'] =>
  surveyed.flatMap(({ id, name, violations }) => (violations.some(({ policy }) => policy.id === policyId) ? [{ id, name }] : []));

const present = (row: PolicyRow, surveyed: readonly Surveyed[]): Policy => ({
  ...row,
  useCases: [...row.useCases],
  labels: [...row.labels],
  brokenBy: breaking(row.id, surveyed),
  createdAt: isoTime(row.createdAt),
  updatedAt: isoTime(row.updatedAt),
});

export function policyRoutes(dependencies: Dependencies): PolicyRoutes {
  const { store, clock } = dependencies;

  async function read(id: string): Promise<PolicyRow> {
    const row = await store.getPolicy(id);
    if (row === null) throw notFound('policy');
    return row;
  }

  return {
    async createPolicy({ body, caller }) {
      const id = newId('pol');
      const { after } = await governedChange(dependencies, async () => {
        const written = await store.insertPolicy({ ...body, id, updatedBy: authorOf(caller), createdAt: clock.now() });
        if (!written.ok) throw nameTaken('policy');
      });
      return present(await read(id), after);
    },

    async previewPolicy({ body }) {
      const now = clock.now();
      const draft: PolicyRow = { ...body, id: '', enabled: true, updatedBy: '', createdAt: now, updatedAt: now, version: 0 };
      const surveyed = await surveyDestinations(store, { ...(await store.readGovernance()), policies: [draft] });
      return { brokenBy: breaking(draft.id, surveyed), withoutUse: surveyed.filter(({ hasUse }) => !hasUse).length };
    },

    async listPolicies({ query }) {
      const page = await store.listPolicies({ limit: query.limit, cursor: query.cursor ?? null }, query.search ?? '');
      const surveyed = page.items.length === 0 ? [] : await surveyDestinations(store);
      return presentPage(page, (row) => present(row, surveyed));
    },

    async getPolicy({ params }) {
      return present(await read(params.id), await surveyDestinations(store));
    },

    async updatePolicy({ params, body, caller, expectedVersion }) {
      demandVersion(expectedVersion, (await read(params.id)).version);
      const { after } = await governedChange(dependencies, async () => {
        const written = await store.updatePolicy(params.id, { ...body, updatedBy: authorOf(caller) }, clock.now(), expectedVersion);
        if (written.ok) return;
        throw written.reason === 'name_taken' ? nameTaken('policy') : written.reason === 'version_stale' ? versionStale() : notFound('policy');
      });
      return present(await read(params.id), after);
    },

    async deletePolicy({ params, expectedVersion }) {
      await governedChange(dependencies, async () => {
        const deleted = await store.deletePolicy(params.id, expectedVersion);
        if (!deleted.ok) throw deleted.reason === 'version_stale' ? versionStale() : notFound('policy');
      });
    },

    async checkActivationPolicies({ params, body }) {
      const destination = await knownDestination(store, params.id);
      return { violations: await violationsOfDraft(store, destination, body) };
    },
  };
}
