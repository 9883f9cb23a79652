import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Alert } from '../../shared/alert.ts';
import { alertPath, alertRemedy, alertWords, levelWords } from '../../shared/alertWords.ts';
import { OutcomeIcon, type Outcome } from '../dashboard/outcome.tsx';
import { useMay } from '../shell/session.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { useNow } from '../ui/useNow.ts';
import { MuteMenu } from './MuteMenu.tsx';
import { muteText } from './muteWords.ts';

const row = style({ display: 'grid', gridTemplateColumns: ['auto', 'minmax(0, 1fr)', 'auto'], columnGap: 12, alignItems: 'start', font: 'ui', overflowWrap: 'anywhere' });
const quiet = style({ font: 'ui-sm', color: 'neutral-subdued', marginTop: 4 });
const icons: Readonly<Record<Alert['level'], Outcome>> = { critical: 'failed', warning: 'paused', ok: 'delivered' };

/** One alert in a list: how bad, about what, when it started, what to do, and who muted it. */
export function AlertItem({ alert }: { alert: Alert }) {
  const mayMute = useMay('marketer');
  const now = useNow(15_000);
  const isOver = alert.level === 'ok';
  return (
    <li className={row}>
      <OutcomeIcon outcome={icons[alert.level]} />
      <div>
        <b className={style({ fontWeight: { default: 'normal', isUnread: 'bold' } })({ isUnread: alert.isUnread })}>
          {levelWords[alert.level]}
          {alert.isUnread && <span className={style({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' })}>, unread</span>}:
        </b>{' '}
        <Link href={alertPath(alert)}>{alert.subject.name}</Link> {alertWords(alert)}.{!isOver && <div className={quiet}>{alertRemedy(alert)}</div>}
        <div className={quiet}>
          {isOver ? 'Ended ' : 'Started '}
          <RelativeTime at={isOver ? alert.changedAt : alert.startedAt} />
          {alert.mute !== null && <>. {muteText(alert.mute, now)}</>}
        </div>
      </div>
      {!isOver && mayMute ? <MuteMenu alert={alert} /> : <span />}
    </li>
  );
}
