import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Destination } from '../../shared/destination.ts';
import type { Proposal } from '../../shared/proposal.ts';
import { call, problemIn, refresh } from '../api.ts';
import { noticeFor } from '../destinations/useDestinationActions.ts';

/** Approves a proposed change, or withdraws it; each tells its result by itself. `busy`: the one under way. */
export function useProposalActions(
  destination: Destination,
  proposal: Proposal,
): { busy: 'approve' | 'withdraw' | null; approve: () => Promise<void>; withdraw: () => Promise<void> } {
  const client = useQueryClient();
  const [busy, setBusy] = useState<'approve' | 'withdraw' | null>(null);
  const params = { id: destination.id, proposalId: proposal.id };

  async function act(name: 'approve' | 'withdraw', done: string): Promise<void> {
    setBusy(name);
    try {
      await call(name === 'approve' ? 'approveProposal' : 'withdrawProposal', { params });
      ToastQueue.positive(done, { timeout: noticeFor });
    } catch (thrown) {
      const { title, detail, remedy } = problemIn(thrown);
      ToastQueue.negative(`${title}. ${detail === title ? '' : `${detail} `}${remedy}`);
    } finally {
      await refresh(client, 'getProposal', 'getDestination', 'listDestinations', 'getActivation', 'listActivationVersions', 'listRuns');
      setBusy(null);
    }
  }

  return {
    busy,
    approve: () => act('approve', `Approved: ${destination.name} changed.`),
    withdraw: () => act('withdraw', proposal.isOwn ? 'Withdrawn. Nothing was changed.' : 'Declined. Nothing was changed.'),
  };
}
