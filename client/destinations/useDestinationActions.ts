import { useQueryClient } from '@tanstack/react-query';
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useState } from 'react';
import type { Destination } from '../../shared/destination.ts';
import { call, problemIn, refresh } from '../api.ts';

/** Milliseconds a short notice stays. */
export const noticeFor = 6_000;

function textAfter(enabled: boolean, before: Pick<Destination, 'name' | 'status'>): string {
  if (!enabled) return `${before.name} stopped sending. Changes are kept and wait.`;
  return before.status === 'paused' ? `${before.name} tries again now. If the cause is still there, it pauses again.` : `${before.name} sends again, from where it stopped.`;
}

/** Enable, disable and delete a destination. The first two tell their result by themselves; deleting rejects, for the dialog to say why. */
export function useDestinationActions(destination: Pick<Destination, 'id' | 'name' | 'status'>): {
  isBusy: boolean;
  setEnabled: (enabled: boolean) => Promise<void>;
  remove: () => Promise<void>;
} {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const params = { id: destination.id };

  async function setEnabled(enabled: boolean): Promise<void> {
    setBusy(true);
    try {
      await call(enabled ? 'enableDestination' : 'disableDestination', { params });
      await refresh(client, 'listDestinations', 'getDestination', 'getActivation');
      ToastQueue.positive(textAfter(enabled, destination), { timeout: noticeFor });
    } catch (thrown) {
      const { title, remedy } = problemIn(thrown);
      ToastQueue.negative(`${title}. ${remedy}`);
    } finally {
      setBusy(false);
    }
  }

  async function remove(): Promise<void> {
    await call('deleteDestination', { params });
    client.removeQueries({ queryKey: ['getDestination', params] });
    await refresh(client, 'listDestinations', 'listAccounts', 'listSegments');
    ToastQueue.positive(`${destination.name} was deleted.`, { timeout: noticeFor });
  }

  return { isBusy, setEnabled, remove };
}
