import { Button } from '@react-spectrum/s2/Button';
import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQueryClient } from '@tanstack/react-query';
import type { Alert, AlertBell } from '../../shared/alert.ts';
import { refresh, useApiMutation } from '../api.ts';
import { OutcomeIcon } from '../dashboard/outcome.tsx';
import { AlertItem } from './AlertItem.tsx';

const column = style({ display: 'flex', flexDirection: 'column', gap: 16 });
const heading = style({ font: 'title-sm', margin: 0 });
const list = style({ listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 16 });
const calm = style({ display: 'flex', gap: 8, alignItems: 'center', font: 'ui' });

function Alerts({ title, alerts }: { title: string; alerts: readonly Alert[] }) {
  if (alerts.length === 0) return null;
  return (
    <section aria-label={title} className={column}>
      <h3 className={heading}>{title}</h3>
      <ul className={list}>
        {alerts.map((alert) => (
          <AlertItem key={alert.id} alert={alert} />
        ))}
      </ul>
    </section>
  );
}

/** What fires now, what ended lately, and the way to the rules. */
export function BellPanel({ bell }: { bell: AlertBell }) {
  const client = useQueryClient();
  const markRead = useApiMutation('markAlertsRead');
  const read = async (): Promise<void> => {
    await markRead.mutateAsync({ body: { upTo: bell.lastChange } });
    await refresh(client, 'getAlertBell', 'listAlerts');
  };
  return (
    <div className={column}>
      {bell.firing.length === 0 && (
        <div className={calm}>
          <OutcomeIcon outcome="delivered" /> No alert fires.
        </div>
      )}
      <Alerts title="Firing now" alerts={bell.firing} />
      <Alerts title="Ended lately" alerts={bell.recent} />
      <div className={style({ display: 'flex', flexWrap: 'wrap', gap: 16, alignItems: 'center', justifyContent: 'space-between', font: 'ui' })}>
        <Link href="/settings/alerts">Rules</Link>
        {bell.unread > 0 && (
          <Button variant="secondary" size="S" onPress={() => void read()}>
            Mark as read
          </Button>
        )}
      </div>
    </div>
  );
}
