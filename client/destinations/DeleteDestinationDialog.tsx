import type { Destination } from '../../shared/destination.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';

/** Says what deleting a destination does before it is done. */
export function DeleteDestinationDialog({
  destination,
  isOpen,
  onClose,
  onDelete,
}: {
  destination: Destination;
  isOpen: boolean;
  onClose: () => void;
  onDelete: () => Promise<void>;
}) {
  return (
    <ConfirmDialog isOpen={isOpen} onClose={onClose} title={`Delete ${destination.name}?`} action="Delete" isDestructive onConfirm={onDelete}>
      Sending to the stream <b>{destination.stream}</b> stops first. Changes that are still waiting will not be sent. The stream in AWS, the account, the segments and the profiles
      stay as they are. This cannot be undone.
    </ConfirmDialog>
  );
}
