import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ChannelsPanel } from '../alerts/ChannelsPanel.tsx';
import { RulesPanel } from '../alerts/RulesPanel.tsx';
import { useMay } from '../shell/session.ts';

/** When somebody is told that something is wrong. */
export function AlertsTab() {
  const maySeeChannels = useMay('marketer');
  return (
    <>
      <p className={style({ font: 'body', color: 'neutral-subdued', marginTop: 0, marginBottom: 16 })}>
        Tributary checks the rules every minute. You are told when an alert starts, when it gets worse or better, and when it ends.
      </p>
      <div className={style({ display: 'flex', flexDirection: 'column', gap: 24 })}>
        {maySeeChannels && <ChannelsPanel />}
        <RulesPanel />
      </div>
    </>
  );
}
