import { ActionMenu } from '@react-spectrum/s2/ActionMenu';
import { DialogContainer } from '@react-spectrum/s2/Dialog';
import { MenuItem } from '@react-spectrum/s2/Menu';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Destination } from '../../shared/destination.ts';
import { DestinationTestDialog } from '../check/TestDialog.tsx';
import { useMay } from '../shell/session.ts';
import { DeleteDestinationDialog } from './DeleteDestinationDialog.tsx';
import { useDestinationActions } from './useDestinationActions.ts';

/** What can be done with a destination. Nothing for people who may only look. */
export function DestinationMenu({ destination, onDeleted }: { destination: Destination; onDeleted?: () => void }) {
  const mayChange = useMay('marketer');
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const [testing, setTesting] = useState<'connection' | 'testRecord' | null>(null);
  const { isBusy, setEnabled, remove } = useDestinationActions(destination);
  if (!mayChange) return null;

  const act = (key: string | number): void => {
    if (key === 'activate') void navigate(`/destinations/${destination.id}/activate`);
    else if (key === 'edit') void navigate(`/destinations/${destination.id}/edit`);
    else if (key === 'test') setTesting('connection');
    else if (key === 'test-record') setTesting('testRecord');
    else if (key === 'enable') void setEnabled(true);
    else if (key === 'disable') void setEnabled(false);
    else setDeleting(true);
  };
  return (
    <>
      <ActionMenu isQuiet aria-label={`Actions for ${destination.name}`} isDisabled={isBusy} onAction={act}>
        <MenuItem id="activate">Activate segments</MenuItem>
        <MenuItem id="edit">Edit</MenuItem>
        <MenuItem id="test">Test connection…</MenuItem>
        <MenuItem id="test-record">Send test record…</MenuItem>
        {destination.status === 'disabled' && <MenuItem id="enable">Enable</MenuItem>}
        {(destination.status === 'enabled' || destination.status === 'paused') && <MenuItem id="disable">Disable</MenuItem>}
        <MenuItem id="delete">Delete</MenuItem>
      </ActionMenu>
      <DialogContainer onDismiss={() => setTesting(null)}>
        {testing !== null && <DestinationTestDialog destination={destination} purpose={testing} onClose={() => setTesting(null)} />}
      </DialogContainer>
      <DeleteDestinationDialog
        destination={destination}
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        onDelete={async () => {
          await remove();
          onDeleted?.();
        }}
      />
    </>
  );
}
