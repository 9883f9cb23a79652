/** A change that waits for a second person; at most one per destination. */
export interface ProposalRow {
  readonly id: string;
  readonly destinationId: string;
  readonly kind: 'activation' | 'settings';
  /** The change, as it would be put or patched. */
  readonly bodyJson: string;
  /** Version of the activation (0: none yet) or of the destination that it changes. */
  readonly basedOn: number;
  readonly author: string;
  readonly createdAt: number;
}

export interface ProposalStore {
  getProposal(destinationId: string): Promise<ProposalRow | null>;
  /** Takes the place of an earlier one of the same author; `taken`: another author's is there. */
  putProposal(proposal: ProposalRow): Promise<'stored' | 'taken' | 'not_found'>;
  /** False where it is gone already, or another one took its place. */
  deleteProposal(destinationId: string, id: string): Promise<boolean>;
}
