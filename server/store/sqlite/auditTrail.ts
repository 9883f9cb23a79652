import type { DatabaseSync } from 'node:sqlite';
import { nameKey } from '../../../shared/text.ts';
import { answerOf, type Answering, type Asking } from '../asking.ts';
import { checkStretch, endOfOld, nextEntry, type AuditChain } from '../auditChain.ts';
import { auditedWrite } from '../auditedWrite.ts';
import type { AuditNote, AuditRow, AuditStore } from '../auditStore.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

const columns = `sequence, at, actor, role, address, action, result, code, resource_kind AS kind, resource_id AS resourceId, resource_name AS name,
  destination_id AS destinationId, before AS beforeJson, after AS afterJson, request_id AS requestId, hash`;

/** The audit trail, and the writes that leave an entry in it. */
export function createAuditTrail(database: DatabaseSync, store: Answering): Synchronous<AuditStore> {
  const selectChain = prepare<AuditChain>(
    database,
    'SELECT cut_sequence AS cutSequence, cut_hash AS cutHash, last_sequence AS lastSequence, last_hash AS lastHash FROM audit_chain',
  );
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

  const chain = (): AuditChain => selectChain.get() as AuditChain;

  function append(note: AuditNote): AuditRow {
    const row = nextEntry(chain(), note);
    const { sequence, at, actor, role, address, action, result, code, kind, resourceId, name, destinationId, beforeJson, afterJson, requestId, hash } = row;
    insert.run(sequence, at, actor, role, address, action, result, code, kind, resourceId, name, nameKey(name), destinationId, beforeJson, afterJson, requestId, hash);
    moveEnd.run(sequence, hash);
    return row;
  }

  function answered<Value>(asking: Asking<Value>): Value {
    let step = asking.next();
    while (step.done !== true) step = asking.next(answerOf(store, step.value));
    return step.value;
  }

  return {
    audited(intent, write) {
      const { value, note } = answered(auditedWrite(intent, write));
      return { value, entry: note && append(note) };
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
      const all = chain();
      const from = Math.max(after, all.cutSequence);
      const hashBefore = from === all.cutSequence ? all.cutHash : (selectHash.get(from)?.hash ?? '');
      return checkStretch(all, from, hashBefore, selectAfter.all(from, limit), limit);
    },
    trimAudit(before, limit) {
      const { last, isMore } = endOfOld(selectAfter.all(0, limit), before, limit);
      if (last === undefined) return { removed: 0, isMore };
      moveCut.run(last.sequence, last.hash);
      return { removed: remove.run(last.sequence), isMore };
    },
  };
}

const sequenceOf = ({ sequence }: AuditRow): readonly number[] => [sequence];
const itself = (row: AuditRow): AuditRow => ({ ...row });
