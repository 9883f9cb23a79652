import { isMuted } from '../../alerts/rules.ts';
import { authorOf } from '../../access/sessions.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { presentPage } from '../present.ts';
import { muteFor, presentAlert } from '../presentAlert.ts';
import { notFound } from '../refusals.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'clock' | 'liveEvents'>;
type AlertRoutes = Pick<Handlers, 'getAlertBell' | 'listAlerts' | 'markAlertsRead' | 'muteAlert' | 'unmuteAlert'>;

/** Alerts that ended and are still shown by the bell. */
const recentMost = 20;

export function alertRoutes({ store, clock, liveEvents }: Dependencies): AlertRoutes {
  return {
    async getAlertBell({ caller }) {
      const now = clock.now();
      const [firing, recent, rules, mark] = await Promise.all([store.firingAlerts(), store.endedAlerts(recentMost), store.listAlertRules(), store.readAlertMark(caller.owner)]);
      const mutedRules = new Set(rules.filter(({ mute }) => isMuted(mute, now)).map(({ id }) => id));
      const shown = [...firing, ...recent];
      return {
        firing: firing.map((row) => presentAlert(row, mark, now)),
        recent: recent.map((row) => presentAlert(row, mark, now)),
        unread: shown.filter(({ lastChange, mute, ruleId }) => lastChange > mark && !isMuted(mute, now) && !mutedRules.has(ruleId)).length,
        lastChange: Math.max(0, ...shown.map(({ lastChange }) => lastChange)),
      };
    },

    async listAlerts({ query, caller }) {
      const mark = await store.readAlertMark(caller.owner);
      const page = await store.listAlerts({ limit: query.limit, cursor: query.cursor ?? null }, query.destinationId ?? null);
      const now = clock.now();
      return presentPage(page, (row) => presentAlert(row, mark, now));
    },

    async markAlertsRead({ body, caller }) {
      await store.putAlertMark(caller.owner, body.upTo);
    },

    async muteAlert({ params, body, caller }) {
      if (!(await store.muteAlert(params.id, muteFor(body.for, authorOf(caller), clock.now())))) throw notFound('alert');
      liveEvents.changed({ resource: 'alert', id: params.id });
    },

    async unmuteAlert({ params }) {
      if (!(await store.muteAlert(params.id, null))) throw notFound('alert');
      liveEvents.changed({ resource: 'alert', id: params.id });
    },
  };
}
