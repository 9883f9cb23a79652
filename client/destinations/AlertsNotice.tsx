import { Disclosure, DisclosurePanel, DisclosureTitle } from '@react-spectrum/s2/Disclosure';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Alert } from '../../shared/alert.ts';
import type { Destination } from '../../shared/destination.ts';
import { AlertItem } from '../alerts/AlertItem.tsx';
import { useApi } from '../api.ts';
import { formatPlural } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { useNow } from '../ui/useNow.ts';
import { endedLately, firingOf } from './destinationAlerts.ts';

const list = style({ listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 16 });
/** Mutes run out and ages grow without anybody telling the page. */
const readEveryMs = 60_000;
/** Enough for five that ended, whatever fires beside them: one of each kind at most. */
const readMost = 20;

function Alerts({ alerts }: { alerts: readonly Alert[] }) {
  return (
    <ul className={list}>
      {alerts.map((alert) => (
        <AlertItem key={alert.id} alert={alert} />
      ))}
    </ul>
  );
}

/** Alerts about a destination and its account: those that fire now, and, folded, those that ended within a day. Nothing where there are none. */
export function AlertsNotice({ destination }: { destination: Destination }) {
  // The bell holds all that fire; the list of the destination, newest first, may not get as far back.
  const bell = useApi('getAlertBell', { refetchInterval: readEveryMs });
  const read = useApi('listAlerts', { query: { destinationId: destination.id, limit: readMost }, refetchInterval: readEveryMs });
  const now = useNow(60_000);
  if (bell.data === undefined || read.data === undefined) {
    const error = bell.error ?? read.error;
    return error === null ? null : <ProblemNotice error={error} onRetry={() => void Promise.all([bell.refetch(), read.refetch()])} />;
  }
  const firing = firingOf(destination, bell.data.firing);
  const ended = endedLately(read.data.items, now);
  if (firing.length === 0 && ended.length === 0) return null;
  const folded = ended.length > 0 && (
    <Disclosure isQuiet size="S">
      <DisclosureTitle level={firing.length > 0 ? 3 : 2}>{formatPlural(ended.length, 'alert')} ended in the last 24 hours</DisclosureTitle>
      <DisclosurePanel>
        <Alerts alerts={ended} />
      </DisclosurePanel>
    </Disclosure>
  );
  if (firing.length === 0) return folded;
  return (
    <Panel heading="Alerts that fire now">
      <div className={style({ display: 'flex', flexDirection: 'column', gap: 12 })}>
        <Alerts alerts={firing} />
        {folded}
      </div>
    </Panel>
  );
}
