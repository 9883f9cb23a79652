import { activationInputSchema, type ActivationInput } from '../../../shared/activation.ts';
import { destinationPatchSchema } from '../../../shared/destination.ts';
import type { ProposalInput } from '../../../shared/proposal.ts';
import { authorOf } from '../../access/sessions.ts';
import { ActivationError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import type { ProposalRow } from '../../store/proposalStore.ts';
import type { DestinationRow } from '../../store/rows.ts';
import { needsApproval, sendsTheSame } from '../approval.ts';
import { changeDestination } from '../changeDestination.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { refuseUnknownSegments } from '../draftActivation.ts';
import { knownDestination } from '../knownDestination.ts';
import { refuseViolations } from '../policyChecks.ts';
import { isCurrent, presentProposal } from '../presentProposal.ts';
import { notFound, versionStale } from '../refusals.ts';
import { restoredInput } from '../restoredInput.ts';
import { saveActivation } from '../saveActivation.ts';

type Dependencies = Pick<ApiDependencies, 'config' | 'store' | 'registry' | 'secrets' | 'supervisor' | 'clock' | 'liveEvents'>;

const refused = (message: string): ActivationError => new ActivationError('request_invalid', message);

export function proposalRoutes(dependencies: Dependencies): Pick<Handlers, 'getProposal' | 'proposeChange' | 'approveProposal' | 'withdrawProposal'> {
  const { store, clock, liveEvents } = dependencies;

  async function proposalOf(destinationId: string, id: string): Promise<ProposalRow> {
    const row = await store.getProposal(destinationId);
    if (row?.id !== id) throw notFound('proposal');
    return row;
  }

  /** What is proposed, checked as if it were made now, with the version it changes. */
  async function checked(destination: DestinationRow, body: ProposalInput): Promise<Pick<ProposalRow, 'kind' | 'bodyJson' | 'basedOn'>> {
    if (body.kind === 'settings') return { kind: 'settings', bodyJson: JSON.stringify(body.settings), basedOn: destination.version };
    const current = await store.getActivation(destination.id);
    let input: ActivationInput;
    if (body.kind === 'activation') input = body.activation;
    else if (current === null) throw notFound('activation');
    else input = await restoredInput(store, current, body.version, body.backfill);
    await refuseUnknownSegments(store, input, 'activation.');
    await refuseViolations(store, destination, input);
    if (sendsTheSame(current, input)) throw refused('This is what is sent already. Pausing and resuming need nobody else.');
    return { kind: 'activation', bodyJson: JSON.stringify(input), basedOn: current?.version ?? 0 };
  }

  return {
    async getProposal({ params, caller }) {
      const destination = await knownDestination(store, params.id);
      const row = await store.getProposal(params.id);
      return { proposal: row === null ? null : await presentProposal(store, row, destination, caller) };
    },

    async proposeChange({ params, body, caller, expectedVersion }) {
      const destination = await knownDestination(store, params.id);
      if (!needsApproval(destination)) throw refused('This destination asks for no second person. Make the change itself.');
      const author = authorOf(caller);
      const proposal: ProposalRow = { id: newId('prp'), destinationId: params.id, author, createdAt: clock.now(), ...(await checked(destination, body)) };
      if (expectedVersion !== null && expectedVersion !== proposal.basedOn) throw versionStale();
      const stored = await store.putProposal(proposal);
      if (stored === 'not_found') throw notFound('destination');
      if (stored === 'taken') throw refused(`A change by ${destination.proposedBy ?? 'somebody else'} waits for approval already. Approve or decline it first.`);
      liveEvents.changed({ resource: 'destination', id: params.id });
      return presentProposal(store, proposal, destination, caller);
    },

    async approveProposal({ params, caller, signal }) {
      const row = await knownDestination(store, params.id);
      const proposal = await proposalOf(params.id, params.proposalId);
      const approvedBy = authorOf(caller);
      if (approvedBy === proposal.author) throw new ActivationError('forbidden', 'You proposed this yourself. Somebody else has to approve it.');
      if (proposal.kind === 'settings') {
        const patch = destinationPatchSchema.parse(JSON.parse(proposal.bodyJson));
        await changeDestination(dependencies, { row, patch, isApproved: true, expectedVersion: proposal.basedOn, signal });
      } else {
        const current = await store.getActivation(params.id);
        if (!(await isCurrent(store, current, proposal))) throw versionStale();
        const input = activationInputSchema.parse(JSON.parse(proposal.bodyJson));
        await saveActivation(dependencies, { destinationId: params.id, input, author: proposal.author, approvedBy, expectedVersion: current?.version ?? 0 });
      }
      // A crash before this leaves a proposal that is stale, and is withdrawn by hand.
      await store.deleteProposal(params.id, proposal.id);
      liveEvents.changed({ resource: 'destination', id: params.id });
    },

    async withdrawProposal({ params }) {
      await knownDestination(store, params.id);
      const proposal = await proposalOf(params.id, params.proposalId);
      await store.deleteProposal(params.id, proposal.id);
      liveEvents.changed({ resource: 'destination', id: params.id });
    },
  };
}
