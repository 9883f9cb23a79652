import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../shared/delivery.ts';
import { call, problemIn, refresh } from '../api.ts';
import { useMay } from '../shell/session.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { cancelTexts, runKindTexts } from './runWords.ts';

/** Pause, resume and cancel for a run that has an end and has not come to it. A run that its destination holds up goes on with that by itself. */
export function RunActions({ run }: { run: Run }) {
  const client = useQueryClient();
  const mayChange = useMay('marketer');
  const [isCancelling, setCancelling] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const steer = async (name: 'pauseRun' | 'resumeRun'): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    try {
      await call(name, { params: { id: run.id } });
      await refresh(client, 'listRuns', 'getRun');
    } catch (thrown) {
      ToastQueue.negative(problemIn(thrown).detail);
    } finally {
      setBusy(false);
    }
  };
  if (!mayChange || run.kind === 'streaming' || run.endedAt !== null) return null;
  const what = runKindTexts[run.kind];
  const { title, text } = cancelTexts[run.kind];
  const isPaused = run.pausedBy === 'person';
  const canPause = run.kind !== 'exits';
  return (
    <div className={style({ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'end' })}>
      {canPause && (
        <ActionButton size="S" isPending={isBusy} aria-label={`${isPaused ? 'Resume' : 'Pause'}: ${what}`} onPress={() => void steer(isPaused ? 'resumeRun' : 'pauseRun')}>
          {isPaused ? 'Resume' : 'Pause'}
        </ActionButton>
      )}
      <ActionButton size="S" isDisabled={isBusy} aria-label={`Cancel: ${what}`} onPress={() => setCancelling(true)}>
        Cancel
      </ActionButton>
      <ConfirmDialog
        isOpen={isCancelling}
        onClose={() => setCancelling(false)}
        title={title}
        action="Stop here"
        isDestructive
        onConfirm={async () => {
          await call('cancelRun', { params: { id: run.id } });
          await refresh(client, 'listRuns', 'getRun', 'listDeadLetters');
        }}
      >
        {text}
      </ConfirmDialog>
    </div>
  );
}
