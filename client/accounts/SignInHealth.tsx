import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Account } from '../../shared/account.ts';
import { OutcomeBadge } from '../ui/OutcomeBadge.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';

const quiet = style({ font: 'ui-sm', color: 'neutral-subdued' });

/** Whether the stored credentials worked when they were last tried, when that was, and what to do where they did not. */
export function SignInHealth({ account: { lastCheck } }: { account: Account }) {
  if (lastCheck === null) return <span className={quiet}>Not tried yet</span>;
  return (
    <span className={style({ display: 'inline-flex', flexDirection: 'column', gap: 4, alignItems: { default: 'end', md: 'start' } })}>
      {lastCheck.ok ? <OutcomeBadge outcome="delivered" label="Works" /> : <OutcomeBadge outcome="failed" label="Does not work" />}
      <span className={quiet}>
        {lastCheck.title !== undefined && `${lastCheck.title}. `}
        Checked <RelativeTime at={lastCheck.at} />
      </span>
    </span>
  );
}
