import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { CopyButton } from '../ui/CopyButton.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { firstProfilesCommand } from './firstProfilesCommand.ts';

/** Shown while there is no segment: how profiles get here, ready to paste. */
export function FirstProfiles() {
  const command = firstProfilesCommand(window.location.origin);
  return (
    <EmptyState
      title="No segments yet"
      text={
        <div className={style({ display: 'flex', flexDirection: 'column', gap: 12, textAlign: 'start' })}>
          <span>Segments appear by themselves when profiles arrive with their memberships. Send the first one from a terminal, with a token that may send profiles:</span>
          <pre
            tabIndex={0}
            role="group"
            aria-label="Command that sends a profile"
            className={style({ font: 'code-sm', backgroundColor: 'layer-1', borderRadius: 'default', padding: 12, margin: 0, overflowX: 'auto' })}
          >
            {command}
          </pre>
        </div>
      }
      action={<CopyButton text={command} label="Copy command" />}
    />
  );
}
