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

/** Enable and disable a destination, confirm its stream, delete it. All but the last tell their result by themselves; deleting rejects, for the dialog to say why. */
export function useDestinationActions(destination: Pick<Destination, 'id' | 'name' | 'status' | 'stream' | 'version'>): {
  isBusy: boolean;
  setEnabled: (enabled: boolean) => Promise<void>;
  /** Lets it send to the stream that has the name now, though it is not the one that was confirmed before. */
  confirmStream: () => Promise<void>;
  remove: () => Promise<void>;
} {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const params = { id: destination.id };

  async function act(work: () => Promise<unknown>, textAfterwards: string): Promise<void> {
    setBusy(true);
    try {
      await work();
      await refresh(client, 'listDestinations', 'getDestination', 'getActivation');
      ToastQueue.positive(textAfterwards, { timeout: noticeFor });
    } catch (thrown) {
      const { title, remedy } = problemIn(thrown);
      ToastQueue.negative(`${title}. ${remedy}`);
    } finally {
      setBusy(false);
    }
  }

  const setEnabled = (enabled: boolean): Promise<void> => act(() => call(enabled ? 'enableDestination' : 'disableDestination', { params }), textAfter(enabled, destination));
  const confirmStream = (): Promise<void> =>
    act(
      () => call('updateDestination', { params, body: { stream: destination.stream }, ifMatch: destination.version }),
      `Confirmed. ${destination.name} sends to this stream now, beginning with what waited.`,
    );

  async function remove(): Promise<void> {
    await call('deleteDestination', { params });
    client.removeQueries({ queryKey: ['getDestination', params] });
    await refresh(client, 'listDestinations', 'listAccounts', 'listSegments');
    ToastQueue.positive(`${destination.name} was deleted.`, { timeout: noticeFor });
  }

  return { isBusy, setEnabled, confirmStream, remove };
}
