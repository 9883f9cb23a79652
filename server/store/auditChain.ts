import { auditHash } from './auditHash.ts';
import type { AuditNote, AuditRow, AuditStretch } from './auditStore.ts';

/** Where the trail begins, behind what was cut off, and where it ends. */
export interface AuditChain {
  readonly cutSequence: number;
  readonly cutHash: string;
  readonly lastSequence: number;
  readonly lastHash: string;
}

/** PURE. The entry that goes on from the end of the trail. */
export function nextEntry({ lastSequence, lastHash }: Pick<AuditChain, 'lastSequence' | 'lastHash'>, note: AuditNote): AuditRow {
  const row = { ...note, sequence: lastSequence + 1 };
  return { ...row, hash: auditHash(lastHash, row) };
}

/** PURE. Computes a stretch again: at most `limit` entries after `from`, which is an entry with the hash `hashBefore` or where the trail begins. */
export function checkStretch(chain: AuditChain, from: number, hashBefore: string, rows: readonly AuditRow[], limit: number): AuditStretch {
  const last = rows.at(-1) ?? { sequence: from, hash: hashBefore };
  const isMore = rows.length === limit;
  let fault = firstFault(from, hashBefore, rows);
  if (fault === null && !isMore && last.sequence < chain.lastSequence) fault = { sequence: last.sequence + 1, what: 'missing', at: null };
  else if (fault === null && !isMore && last.hash !== chain.lastHash) fault = { sequence: last.sequence, what: 'changed', at: null };
  return { entries: rows.length, upTo: last.sequence, since: rows[0]?.at ?? null, fault, isMore: isMore && fault === null };
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

/** PURE. The last of the oldest entries that is to go: all before it were written before `before`. `oldest` are at most `limit`. */
export function endOfOld<Row extends Pick<AuditRow, 'at'>>(oldest: readonly Row[], before: number, limit: number): { readonly last: Row | undefined; readonly isMore: boolean } {
  const kept = oldest.findIndex(({ at }) => at >= before);
  return kept === -1 ? { last: oldest.at(-1), isMore: oldest.length === limit } : { last: oldest[kept - 1], isMore: false };
}
