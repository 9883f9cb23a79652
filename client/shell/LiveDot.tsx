import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { formatExact, formatRelative } from '../ui/format.ts';
import { useLive } from './live.ts';
import { useNow } from '../ui/useNow.ts';

/** Says quietly when this page last heard from the server. Not announced: it changes all the time. */
export function LiveDot() {
  const { connected, lastHeardAt } = useLive();
  const now = useNow(1_000);
  const text = connected ? 'Live' : lastHeardAt === null ? 'Connecting' : `Last heard ${formatRelative(lastHeardAt, now)}`;
  return (
    <span
      data-screen-only
      title={lastHeardAt === null ? 'Nothing heard from the server yet' : `Last heard from the server: ${formatExact(lastHeardAt)}`}
      className={style({ display: 'inline-flex', alignItems: 'center', gap: 8, font: 'ui-sm', color: 'neutral-subdued', whiteSpace: 'nowrap' })}
    >
      <span
        aria-hidden="true"
        className={style({ size: 8, borderRadius: 'full', backgroundColor: { default: 'notice', isConnected: 'positive' }, flexShrink: 0 })({ isConnected: connected })}
      />
      {text}
    </span>
  );
}
