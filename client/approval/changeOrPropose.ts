import { ToastQueue } from '@react-spectrum/s2/Toast';
import type { QueryClient } from '@tanstack/react-query';
import type { Destination } from '../../shared/destination.ts';
import type { ProposalInput } from '../../shared/proposal.ts';
import { call, problemIn, refresh } from '../api.ts';

/** Makes a change, or proposes it where a second person has to approve it: then the answer is null, and a notice says so. Rejects with what the server refused. */
export async function changeOrPropose<T>(client: QueryClient, destination: Pick<Destination, 'id' | 'name'>, change: () => Promise<T>, proposal: ProposalInput): Promise<T | null> {
  try {
    return await change();
  } catch (thrown) {
    if (problemIn(thrown).code !== 'approval_required') throw thrown;
    await call('proposeChange', { params: { id: destination.id }, body: proposal });
    void refresh(client, 'getProposal', 'getDestination', 'listDestinations');
    ToastQueue.info(`Proposed. ${destination.name} changes once somebody else approves it.`, { timeout: 8_000 });
    return null;
  }
}
