import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Activation, ActivationInput } from '../../shared/activation.ts';
import type { Destination } from '../../shared/destination.ts';
import { call, refresh } from '../api.ts';
import { changeOrPropose } from '../approval/changeOrPropose.ts';
import { savedText } from './activateWords.ts';

/** Sets what a destination sends, or proposes it where a second person has to approve it, and lands on its Delivery tab. `existing` guards against overwriting what somebody else changed meanwhile. */
export function useActivate(destination: Destination, existing: Activation | null): (input: ActivationInput, before?: () => Promise<void>) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async (input, before) => {
    const activation = await changeOrPropose(
      client,
      destination,
      () => call('putActivation', { params: { id: destination.id }, body: input, ...(existing === null ? {} : { ifMatch: existing.version }) }),
      { kind: 'activation', activation: input },
    );
    await before?.();
    void refresh(client, 'getActivation', 'getDestination', 'listDestinations', 'listSegments', 'listRuns');
    if (activation !== null) ToastQueue.positive(savedText(destination, existing, activation), { timeout: 5_000 });
    await navigate(`/destinations/${destination.id}/delivery`);
  };
}
