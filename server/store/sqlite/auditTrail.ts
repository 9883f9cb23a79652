import type { DatabaseSync } from 'node:sqlite';
import { nameKey } from '../../../shared/text.ts';
import { auditHash } from '../auditHash.ts';
import type { AuditNote, AuditRow, AuditStore, AuditStretch } from '../auditStore.ts';
import { pageOf, readCursor } from './cursor.ts';
import { differences } from './differences.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';
import { makeWrite, tell, type TellingStore } from './tellings.ts';

interface Chain {
  readonly cutSequence: number;
  readonly cutHash: string;
  readonly lastSequence: number;
  readonly lastHash: string;
}

const columns = `sequence, at, actor, role, address, action, result, code, resource_kind AS kind, resource_id AS resourceId, resource_name AS name,
  destination_id AS destinationId, before AS beforeJson, after AS afterJson, request_id AS requestId, hash`;

const refusals: ReadonlySet<unknown> = new Set([false, 'not_found', 'taken', 'name_taken', 'destination_missing', 'channel_missing']);

/** Whether a write did what it was asked to; the store's refusals are values. */
function isDone(value: unknown): boolean {
  if (typeof value === 'object' && value !== null && 'ok' in value) return value.ok === true;
  return !refusals.has(value);
}

/** The audit trail, and the writes that leave an entry in it. */
export function createAuditTrail(database: DatabaseSync, store: TellingStore): Synchronous<AuditStore> {
  const selectChain = prepare<Chain>(database, 'SELECT cut_sequence AS cutSequence, cut_hash AS cutHash, last_sequence AS lastSequence, last_hash AS lastHash FROM audit_chain');
  const insert = prepare(
    database,
    `INSERT INTO audit_entries (sequence, at, actor, role, address, action, result, code, resource_kind, resource_id, resource_name, name_key, destination_id,
       before, after, request_id, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const moveEnd = prepare(database, 'UPDATE audit_chain SET last_sequence = ?, last_hash = ?');
  const moveCut = prepare(database, 'UPDATE audit_chain SET cut_sequence = ?, cut_hash = ?');
  const selectPage = prepare<AuditRow>(
    database,
    `SELECT ${columns} FROM audit_entries WHERE sequence < ?1 AND at BETWEEN ?2 AND ?3 AND (?4 IS NULL OR instr(lower(actor), ?4) > 0) AND (?5 IS NULL OR action = ?5)
       AND (?6 IS NULL OR resource_id IN (SELECT value FROM json_each(?6)) OR instr(name_key, ?7) > 0) AND (?8 IS NULL OR destination_id = ?8)
       AND (?9 IS NULL OR result = ?9)
     ORDER BY sequence DESC LIMIT ?10`,
  );
  const selectChanges = prepare<AuditRow>(
    database,
    `SELECT ${columns} FROM audit_entries
     WHERE sequence < ?1 AND result = 'done' AND (destination_id = ?2 OR (resource_kind = 'account' AND resource_id = ?3)) ORDER BY sequence DESC LIMIT ?4`,
  );
  const selectAfter = prepare<AuditRow>(database, `SELECT ${columns} FROM audit_entries WHERE sequence > ? ORDER BY sequence LIMIT ?`);
  const selectHash = prepare<{ hash: string }>(database, 'SELECT hash FROM audit_entries WHERE sequence = ?');
  const remove = prepare(database, 'DELETE FROM audit_entries WHERE sequence <= ?');
  const beginning = [Number.MAX_SAFE_INTEGER] as const;

  const chain = (): Chain => selectChain.get() as Chain;

  function append(note: AuditNote): AuditRow {
    const { lastSequence, lastHash } = chain();
    const row = { ...note, sequence: lastSequence + 1 };
    const { sequence, at, actor, role, address, action, result, code, kind, resourceId, name, destinationId, beforeJson, afterJson, requestId } = row;
    const hash = auditHash(lastHash, row);
    insert.run(sequence, at, actor, role, address, action, result, code, kind, resourceId, name, nameKey(name), destinationId, beforeJson, afterJson, requestId, hash);
    moveEnd.run(sequence, hash);
    return { ...row, hash };
  }

  /** The first entry after `from` that does not fit the one before it. */
  function firstFault(from: number, hashBefore: string, rows: readonly AuditRow[]): AuditStretch['fault'] {
    let [expected, before] = [from + 1, hashBefore];
    for (const row of rows) {
      if (row.sequence !== expected) return { sequence: expected, what: 'missing', at: null };
      if (auditHash(before, row) !== row.hash) return { sequence: expected, what: 'changed', at: row.at };
      [expected, before] = [expected + 1, row.hash];
    }
    return null;
  }

  return {
    audited({ subject, isEnd, ...origin }, { method, args }) {
      const told = tell(store, method, args);
      const was = told.look();
      const value = makeWrite(store, method, args);
      if (!isDone(value)) return { value, entry: null };
      const is = isEnd ? null : told.look();
      const after = is === null ? null : { ...is.state, ...told.replaced };
      const changed = was === null || after === null ? { before: was?.state ?? null, after } : differences(was.state, after);
      const entry = append({
        ...origin,
        ...told.by,
        ...(subject ?? { kind: told.kind, resourceId: told.resourceId, name: (is ?? was)?.name ?? '', destinationId: told.destinationId }),
        result: 'done',
        code: null,
        beforeJson: changed.before === null ? null : JSON.stringify(changed.before),
        afterJson: changed.after === null ? null : JSON.stringify(changed.after),
      });
      return { value, entry };
    },
    noteAudit: append,
    listAudit({ actor, action, result, resource, destinationId, from, to }, page) {
      const [before] = readCursor(page.cursor, beginning) ?? beginning;
      const ids = resource === null ? null : JSON.stringify(resource.ids);
      const rows = selectPage.all(before, from, to, actor?.toLowerCase() ?? null, action, ids, nameKey(resource?.name ?? ''), destinationId, result, page.limit + 1);
      return pageOf(rows, page, sequenceOf, itself);
    },
    listChangesOf(destinationId, accountId, page) {
      const [before] = readCursor(page.cursor, beginning) ?? beginning;
      return pageOf(selectChanges.all(before, destinationId, accountId, page.limit + 1), page, sequenceOf, itself);
    },
    verifyAudit(after, limit) {
      const { cutSequence, cutHash, lastSequence, lastHash } = chain();
      const from = Math.max(after, cutSequence);
      const rows = selectAfter.all(from, limit);
      const last = rows.at(-1) ?? { sequence: from, hash: from === cutSequence ? cutHash : (selectHash.get(from)?.hash ?? '') };
      const isMore = rows.length === limit;
      let fault = firstFault(from, from === cutSequence ? cutHash : (selectHash.get(from)?.hash ?? ''), rows);
      if (fault === null && !isMore && last.sequence < lastSequence) fault = { sequence: last.sequence + 1, what: 'missing', at: null };
      else if (fault === null && !isMore && last.hash !== lastHash) fault = { sequence: last.sequence, what: 'changed', at: null };
      return { entries: rows.length, upTo: last.sequence, since: rows[0]?.at ?? null, fault, isMore: isMore && fault === null };
    },
    trimAudit(before, limit) {
      const old = selectAfter.all(0, limit);
      const kept = old.findIndex(({ at }) => at >= before);
      const last = old.at((kept === -1 ? old.length : kept) - 1);
      if (last === undefined || kept === 0) return { removed: 0, isMore: false };
      moveCut.run(last.sequence, last.hash);
      return { removed: remove.run(last.sequence), isMore: kept === -1 && old.length === limit };
    },
  };
}

const sequenceOf = ({ sequence }: AuditRow): readonly number[] => [sequence];
const itself = (row: AuditRow): AuditRow => ({ ...row });
