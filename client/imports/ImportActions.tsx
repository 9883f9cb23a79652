import { Button } from '@react-spectrum/s2/Button';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Import } from '../../shared/import.ts';
import { refresh, useApiMutation } from '../api.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { isUnderWay } from './importWords.ts';

/** Stops an import that is under way, goes on with one that was stopped, or deletes one that is over. */
export function ImportActions({ row: { id, state, hasFile, startedAt } }: { row: Import }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const cancel = useApiMutation('cancelImport');
  const resume = useApiMutation('resumeImport');
  const remove = useApiMutation('deleteImport');
  const error = cancel.error ?? resume.error;
  const params = { id };
  const settle = { onSettled: () => refresh(client, 'getImport', 'listImports') };
  const isStopped = state === 'cancelled' || state === 'failed';
  return (
    <>
      {error === null ? null : <ProblemNotice error={error} />}
      <div className={style({ display: 'flex', flexWrap: 'wrap', gap: 8 })}>
        {isUnderWay(state) && (
          <BusyButton variant="secondary" isBusy={cancel.isPending} busyLabel="Cancelling…" onPress={() => cancel.mutate({ params }, settle)}>
            Cancel the import
          </BusyButton>
        )}
        {isStopped && hasFile && startedAt !== null && (
          <BusyButton variant="accent" isBusy={resume.isPending} busyLabel="Resuming…" onPress={() => resume.mutate({ params }, settle)}>
            Go on with it
          </BusyButton>
        )}
        {!isUnderWay(state) && (
          <Button variant="secondary" onPress={() => setDeleting(true)}>
            Delete
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        title="Delete this import?"
        action="Delete"
        isDestructive
        onConfirm={async () => {
          await remove.mutateAsync({ params });
          await refresh(client, 'listImports');
          await navigate('/segments');
        }}
      >
        Its file, if it is still there, its counts and its errors are removed. People and segments stay as they are.
      </ConfirmDialog>
    </>
  );
}
