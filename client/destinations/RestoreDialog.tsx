import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ActivationVersion } from '../../shared/activationVersion.ts';
import { refresh, useApiMutation } from '../api.ts';
import { DescribedCheckbox } from '../ui/DescribedCheckbox.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';

interface RestoreDialogProps {
  readonly destinationId: string;
  readonly version: ActivationVersion;
  readonly current: number;
  readonly onClose: () => void;
}

/** Makes an earlier version the newest one. The versions in between stay in the list. */
export function RestoreDialog({ destinationId, version: { version }, current, onClose }: RestoreDialogProps) {
  const client = useQueryClient();
  const restore = useApiMutation('restoreActivation');
  const [backfill, setBackfill] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const submit = async (): Promise<void> => {
    setFailure(null);
    try {
      await restore.mutateAsync({ params: { id: destinationId, version: String(version) }, body: { backfill }, ifMatch: current });
      await refresh(client, 'getActivation', 'listActivationVersions', 'getDestination', 'listDestinations', 'listRuns');
      ToastQueue.positive(`Version ${version} is in force again.`, { timeout: 6_000 });
      onClose();
    } catch (thrown) {
      setFailure(thrown);
    }
  };
  return (
    <FormDialog
      title={`Restore version ${version}?`}
      action="Restore"
      isPending={restore.isPending}
      problem={failure === null ? null : { error: failure, rest: [] }}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <span>From then on records are made by it again. Whether the destination sends or is paused stays as it is, and so does what was sent already.</span>
      <DescribedCheckbox
        label="Send everyone who is in a segment that comes back"
        description="Without it, people of such a segment are sent when they change."
        isSelected={backfill}
        onChange={setBackfill}
      />
    </FormDialog>
  );
}
