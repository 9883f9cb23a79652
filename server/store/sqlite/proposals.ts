import type { DatabaseSync } from 'node:sqlite';
import type { ProposalRow, ProposalStore } from '../proposalStore.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

export function createProposals(database: DatabaseSync): Synchronous<ProposalStore> {
  const select = prepare<ProposalRow>(
    database,
    'SELECT id, destination_id AS destinationId, kind, body AS bodyJson, based_on AS basedOn, author, created_at AS createdAt FROM proposals WHERE destination_id = ?',
  );
  const selectDestination = prepare<{ found: number }>(database, 'SELECT 1 AS found FROM destinations WHERE id = ? AND deleted_at IS NULL');
  const replace = prepare(database, 'REPLACE INTO proposals (destination_id, id, kind, body, based_on, author, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const remove = prepare(database, 'DELETE FROM proposals WHERE destination_id = ? AND id = ?');
  return {
    getProposal: (destinationId) => select.get(destinationId) ?? null,
    putProposal({ id, destinationId, kind, bodyJson, basedOn, author, createdAt }) {
      if (selectDestination.get(destinationId) === undefined) return 'not_found';
      const known = select.get(destinationId);
      if (known !== undefined && known.author !== author) return 'taken';
      replace.run(destinationId, id, kind, bodyJson, basedOn, author, createdAt);
      return 'stored';
    },
    deleteProposal: (destinationId, id) => remove.run(destinationId, id) === 1,
  };
}
