import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { RulesPanel } from '../alerts/RulesPanel.tsx';

/** When somebody is told that something is wrong. */
export function AlertsTab() {
  return (
    <>
      <p className={style({ font: 'body', color: 'neutral-subdued', marginTop: 0, marginBottom: 16 })}>
        Rules are looked at every minute. An alert is told once when it fires, once when it gets worse or better, and once when it is over.
      </p>
      <RulesPanel />
    </>
  );
}
