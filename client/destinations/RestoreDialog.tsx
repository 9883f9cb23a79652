import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ActivationVersion } from '../../shared/activationVersion.ts';
import type { Destination } from '../../shared/destination.ts';
import { refresh, useApiMutation } from '../api.ts';
import { changeOrPropose } from '../approval/changeOrPropose.ts';
import { DescribedCheckbox } from '../ui/DescribedCheckbox.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';

interface RestoreDialogProps {
  readonly destination: Destination;
  readonly version: ActivationVersion;
  readonly current: number;
  readonly onClose: () => void;
}

/** Makes an earlier version the newest one. The versions in between stay in the list. */
export function RestoreDialog({ destination, version: { version }, current, onClose }: RestoreDialogProps) {
  const client = useQueryClient();
  const restore = useApiMutation('restoreActivation');
  const [backfill, setBackfill] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const submit = async (): Promise<void> => {
    setFailure(null);
    try {
      const restored = await changeOrPropose(
        client,
        destination,
        () => restore.mutateAsync({ params: { id: destination.id, version: String(version) }, body: { backfill }, ifMatch: current }),
        { kind: 'restore', version, backfill },
      );
      await refresh(client, 'getActivation', 'listActivationVersions', 'getDestination', 'listDestinations', 'listRuns');
      if (restored !== null) ToastQueue.positive(`Version ${version} is in force again.`, { timeout: 6_000 });
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
      <span>From then on, records are made as in this version. What was sent already stays sent, and the destination goes on sending or stays paused.</span>
      <DescribedCheckbox
        label="Send everyone who is in a segment that comes back"
        description="Without it, people of such a segment are sent when they change."
        isSelected={backfill}
        onChange={setBackfill}
      />
    </FormDialog>
  );
}
