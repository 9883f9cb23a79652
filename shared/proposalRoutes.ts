import { z } from 'zod';
import { proposalInputSchema, proposalSchema } from './proposal.ts';
import type { Route } from './route.ts';

/** Changes that a second person approves, of destinations that ask for one. */
export const proposalRoutes = {
  getProposal: {
    method: 'GET',
    path: '/api/destinations/:id/proposal',
    summary: 'The change that waits for a second person, if one does',
    access: 'viewer',
    status: 200,
    response: z.object({ proposal: proposalSchema.nullable() }),
  },
  proposeChange: {
    method: 'POST',
    path: '/api/destinations/:id/proposal',
    summary: 'Propose a change for a second person to approve; it takes the place of one that the same person proposed before',
    access: 'marketer',
    body: proposalInputSchema,
    status: 201,
    response: proposalSchema,
  },
  approveProposal: {
    method: 'POST',
    path: '/api/destinations/:id/proposal/:proposalId/approve',
    summary: 'Make a proposed change; anybody may but the one who proposed it',
    access: 'marketer',
    status: 204,
  },
  withdrawProposal: {
    method: 'DELETE',
    path: '/api/destinations/:id/proposal/:proposalId',
    summary: 'Withdraw or decline a proposed change',
    access: 'marketer',
    status: 204,
  },
} as const satisfies Record<string, Route>;
