import { thresholdIssues } from '../../../shared/alert.ts';
import { authorOf } from '../../access/sessions.ts';
import { fieldError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import type { AlertRuleRow } from '../../store/alertStore.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { muteFor, presentAlertRule } from '../presentAlert.ts';
import { demandVersion, notFound, versionStale } from '../refusals.ts';
import { refuseIssues } from '../validate.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'clock' | 'liveEvents'>;
type AlertRuleRoutes = Pick<Handlers, 'listAlertRules' | 'createAlertRule' | 'updateAlertRule' | 'deleteAlertRule' | 'muteAlertRule' | 'unmuteAlertRule'>;

export function alertRuleRoutes({ store, clock, liveEvents }: Dependencies): AlertRuleRoutes {
  async function read(id: string): Promise<AlertRuleRow> {
    const row = await store.getAlertRule(id);
    if (row === null) throw notFound('rule');
    return row;
  }

  const changed = (id: string): void => liveEvents.changed({ resource: 'alert', id });

  return {
    async listAlertRules() {
      const now = clock.now();
      return { items: (await store.listAlertRules()).map((row) => presentAlertRule(row, now)) };
    },

    async createAlertRule({ body, caller }) {
      const id = newId('alr');
      const now = clock.now();
      const written = await store.insertAlertRule({ ...body, id, updatedBy: authorOf(caller), updatedAt: now });
      if (written === 'destination_missing') throw fieldError('destinationId', 'request_invalid', 'There is no such destination.');
      if (written === 'taken') throw fieldError('kind', 'request_invalid', 'There is a rule of this kind for this already. Change that one.');
      changed(id);
      return presentAlertRule(await read(id), now);
    },

    async updateAlertRule({ params, body, caller, expectedVersion }) {
      const row = await read(params.id);
      demandVersion(expectedVersion, row.version);
      const { warning = row.warning, critical = row.critical } = body;
      const issues = thresholdIssues({ kind: row.kind, warning, critical });
      if (issues.length > 0) throw refuseIssues(issues.map((issue) => ({ ...issue, code: 'request_invalid' })));
      const now = clock.now();
      // On the version that was read: the thresholds were looked at together.
      const written = await store.updateAlertRule(row.id, { ...body, updatedBy: authorOf(caller) }, now, row.version);
      if (!written.ok) throw written.reason === 'version_stale' ? versionStale() : notFound('rule');
      changed(row.id);
      return presentAlertRule(await read(row.id), now);
    },

    async deleteAlertRule({ params, expectedVersion }) {
      const deleted = await store.deleteAlertRule(params.id, expectedVersion);
      if (!deleted.ok) throw deleted.reason === 'version_stale' ? versionStale() : notFound('rule');
      changed(params.id);
    },

    async muteAlertRule({ params, body, caller }) {
      if (!(await store.muteAlertRule(params.id, muteFor(body.for, authorOf(caller), clock.now())))) throw notFound('rule');
      changed(params.id);
    },

    async unmuteAlertRule({ params }) {
      if (!(await store.muteAlertRule(params.id, null))) throw notFound('rule');
      changed(params.id);
    },
  };
}
