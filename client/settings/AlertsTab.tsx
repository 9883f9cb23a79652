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
        Rules are looked at every minute. An alert is told once when it fires, once when it gets worse or better, and once when it is over.
      </p>
      <div className={style({ display: 'flex', flexDirection: 'column', gap: 24 })}>
        {maySeeChannels && <ChannelsPanel />}
        <RulesPanel />
      </div>
    </>
  );
}
