import type { ProposalRow, ProposalStore } from '../proposalStore.ts';
import type { Queries } from './queries.ts';

export function createProposals(queries: Queries): ProposalStore {
  const proposalOf = (destinationId: string) =>
    queries.row<ProposalRow>(
      'SELECT id, destination_id AS "destinationId", kind, body AS "bodyJson", based_on AS "basedOn", author, created_at AS "createdAt" FROM proposals WHERE destination_id = $1',
      destinationId,
    );
  return {
    getProposal: async (destinationId) => (await proposalOf(destinationId)) ?? null,
    async putProposal({ id, destinationId, kind, bodyJson, basedOn, author, createdAt }) {
      if ((await queries.row('SELECT 1 FROM destinations WHERE id = $1 AND deleted_at IS NULL', destinationId)) === undefined) return 'not_found';
      const known = await proposalOf(destinationId);
      if (known !== undefined && known.author !== author) return 'taken';
      await queries.run(
        `INSERT INTO proposals (destination_id, id, kind, body, based_on, author, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (destination_id) DO UPDATE
         SET id = excluded.id, kind = excluded.kind, body = excluded.body, based_on = excluded.based_on, created_at = excluded.created_at`,
        destinationId,
        id,
        kind,
        bodyJson,
        basedOn,
        author,
        createdAt,
      );
      return 'stored';
    },
    deleteProposal: async (destinationId, id) => (await queries.run('DELETE FROM proposals WHERE destination_id = $1 AND id = $2', destinationId, id)) === 1,
  };
}
