import { ActionMenu } from '@react-spectrum/s2/ActionMenu';
import { MenuItem } from '@react-spectrum/s2/Menu';
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { muteSpans, type Alert, type MuteSpan } from '../../shared/alert.ts';
import { call, problemIn, refresh } from '../api.ts';
import { muteLabels } from './muteWords.ts';

/** Mutes one alert for a while, or ends its mute. */
export function MuteMenu({ alert }: { alert: Alert }) {
  const client = useQueryClient();
  const params = { id: alert.id };
  const act = async (key: string): Promise<void> => {
    try {
      const span = muteSpans.find((one) => one === key);
      await (span === undefined ? call('unmuteAlert', { params }) : call('muteAlert', { params, body: { for: span } }));
      await refresh(client, 'getAlertBell', 'listAlerts');
    } catch (thrown) {
      const problem = problemIn(thrown);
      ToastQueue.negative(`${problem.title}. ${problem.remedy}`);
    }
  };
  return (
    <ActionMenu isQuiet size="S" aria-label={`Mute the alert about ${alert.subject.name}`} onAction={(key) => void act(String(key))}>
      {alert.mute === null ? (
        muteSpans.map((span: MuteSpan) => (
          <MenuItem key={span} id={span}>
            {muteLabels[span]}
          </MenuItem>
        ))
      ) : (
        <MenuItem id="unmute">Unmute</MenuItem>
      )}
    </ActionMenu>
  );
}
