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

/** What is removed is no person: the button says what it is. */
const removal = {
  file: {
    action: 'Discard the file',
    title: 'Discard this file?',
    confirm: 'Discard',
    text: 'It is removed from the server. Nothing was imported from it.',
  },
  import: {
    action: 'Remove from the list',
    title: 'Remove this import from the list?',
    confirm: 'Remove',
    text: 'Its file, if it is still there, its counts and its errors are removed. People and segments stay as they are.',
  },
} as const;

/** Stops an import that is under way, goes on with one that was stopped, removes one that is over, or discards a file that was only uploaded. */
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
  const words = removal[state === 'uploaded' ? 'file' : 'import'];
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
            Resume
          </BusyButton>
        )}
        {!isUnderWay(state) && (
          <Button variant="secondary" onPress={() => setDeleting(true)}>
            {words.action}
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        title={words.title}
        action={words.confirm}
        isDestructive
        onConfirm={async () => {
          await remove.mutateAsync({ params });
          await refresh(client, 'listImports');
          await navigate('/segments');
        }}
      >
        {words.text}
      </ConfirmDialog>
    </>
  );
}
