import { nameKey } from '../../../shared/text.ts';
import { answerOf, type Answering, type Asking } from '../asking.ts';
import { checkStretch, endOfOld, nextEntry, type AuditChain } from '../auditChain.ts';
import { auditedWrite } from '../auditedWrite.ts';
import type { AuditNote, AuditRow, AuditStore } from '../auditStore.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Queries } from './queries.ts';

const columns = `sequence, at, actor, role, address, action, result, code, resource_kind AS kind, resource_id AS "resourceId", resource_name AS name,
  destination_id AS "destinationId", before AS "beforeJson", after AS "afterJson", request_id AS "requestId", hash`;
const beginning = [Number.MAX_SAFE_INTEGER] as const;

/** The audit trail, and the writes that leave an entry in it. */
export function createAuditTrail(queries: Queries, store: Answering): AuditStore {
  /** Entries go on from each other: whoever adds one is alone in its transaction. */
  async function append(note: AuditNote): Promise<AuditRow> {
    const end = await queries.row<Pick<AuditChain, 'lastSequence' | 'lastHash'>>('SELECT last_sequence AS "lastSequence", last_hash AS "lastHash" FROM audit_chain');
    const row = nextEntry(end as NonNullable<typeof end>, note);
    const { sequence, at, actor, role, address, action, result, code, kind, resourceId, name, destinationId, beforeJson, afterJson, requestId, hash } = row;
    await queries.run(
      `INSERT INTO audit_entries (sequence, at, actor, role, address, action, result, code, resource_kind, resource_id, resource_name, name_key, destination_id,
         before, after, request_id, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      sequence,
      at,
      actor,
      role,
      address,
      action,
      result,
      code,
      kind,
      resourceId,
      name,
      nameKey(name),
      destinationId,
      beforeJson,
      afterJson,
      requestId,
      hash,
    );
    await queries.run('UPDATE audit_chain SET last_sequence = $1, last_hash = $2', sequence, hash);
    return row;
  }

  async function answered<Value>(asking: Asking<Value>): Promise<Value> {
    let step = asking.next();
    while (step.done !== true) step = asking.next(await answerOf(store, step.value));
    return step.value;
  }

  return {
    async audited(intent, write) {
      const { value, note } = await answered(auditedWrite(intent, write));
      return { value, entry: note && (await append(note)) };
    },
    noteAudit: append,
    async listAudit({ actor, action, result, resource, destinationId, from, to }, page) {
      const [before] = readCursor(page.cursor, beginning) ?? beginning;
      const rows = await queries.rows<AuditRow>(
        `SELECT ${columns} FROM audit_entries WHERE sequence < $1 AND at BETWEEN $2 AND $3 AND ($4::text IS NULL OR strpos(lower(actor), $4) > 0)
           AND ($5::text IS NULL OR action = $5) AND ($6::text[] IS NULL OR resource_id = ANY ($6) OR strpos(name_key, $7) > 0) AND ($8::text IS NULL OR destination_id = $8)
           AND ($9::text IS NULL OR result = $9)
         ORDER BY sequence DESC LIMIT $10`,
        before,
        from,
        to,
        actor?.toLowerCase() ?? null,
        action,
        resource?.ids ?? null,
        nameKey(resource?.name ?? ''),
        destinationId,
        result,
        page.limit + 1,
      );
      return pageOf(rows, page, sequenceOf, itself);
    },
    async listChangesOf(destinationId, accountId, page) {
      const [before] = readCursor(page.cursor, beginning) ?? beginning;
      const rows = await queries.rows<AuditRow>(
        `SELECT ${columns} FROM audit_entries
         WHERE sequence < $1 AND result = 'done' AND (destination_id = $2 OR (resource_kind = 'account' AND resource_id = $3)) ORDER BY sequence DESC LIMIT $4`,
        before,
        destinationId,
        accountId,
        page.limit + 1,
      );
      return pageOf(rows, page, sequenceOf, itself);
    },
    async verifyAudit(after, limit) {
      // In one statement: entries that are added meanwhile are no part of it, nor is the end of the trail behind them.
      const rows = await queries.rows<AuditChain & { readonly from: number; readonly hashBefore: string } & (AuditRow | { readonly sequence: null })>(
        `SELECT cut_sequence AS "cutSequence", cut_hash AS "cutHash", last_sequence AS "lastSequence", last_hash AS "lastHash", "from",
           CASE WHEN "from" = cut_sequence THEN cut_hash ELSE coalesce((SELECT hash FROM audit_entries WHERE sequence = "from"), '') END AS "hashBefore", e.*
         FROM audit_chain CROSS JOIN LATERAL (SELECT greatest($1, cut_sequence) AS "from") f
         LEFT JOIN LATERAL (SELECT ${columns} FROM audit_entries WHERE sequence > "from" ORDER BY sequence LIMIT $2) e ON true ORDER BY sequence`,
        after,
        limit,
      );
      const chain = rows[0] as (typeof rows)[number];
      return checkStretch(
        chain,
        chain.from,
        chain.hashBefore,
        rows.flatMap((row) => (row.sequence === null ? [] : row)),
        limit,
      );
    },
    async trimAudit(before, limit) {
      const oldest = await queries.rows<Pick<AuditRow, 'sequence' | 'at' | 'hash'>>('SELECT sequence, at, hash FROM audit_entries ORDER BY sequence LIMIT $1', limit);
      const { last, isMore } = endOfOld(oldest, before, limit);
      if (last === undefined) return { removed: 0, isMore };
      await queries.run('UPDATE audit_chain SET cut_sequence = $1, cut_hash = $2', last.sequence, last.hash);
      return { removed: await queries.run('DELETE FROM audit_entries WHERE sequence <= $1', last.sequence), isMore };
    },
  };
}

const sequenceOf = ({ sequence }: AuditRow): readonly number[] => [sequence];
const itself = (row: AuditRow): AuditRow => row;
