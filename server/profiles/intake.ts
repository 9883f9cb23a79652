import { rejectedMaxEntries, type IngestResult } from '../../shared/profile.ts';
import type { ParsedLine, Rejection } from './computeBatch.ts';
import type { Accepted, Ingest } from './ingest.ts';
import { batchMaxLines } from './ingest.ts';
import type { ParsedProfile } from './parse.ts';

/** The profiles of one request on their way in: collects them into batches and their outcomes into one result. */
export interface Intake {
  /** The next profile of the request. Resolves at once, or when the batch before the one it filled is durable. */
  add(parsed: ParsedProfile, bytes: number): Promise<void>;
  /** Resolves once everything accepted is durable. `malformed`: profiles that were not even JSON; `total`: all. */
  finish(): Promise<{ result: IngestResult; total: number; malformed: number }>;
}

/** Bytes of one batch of a request. It has at most two in memory: one being stored, one being filled. */
const batchBytes = 1024 * 1024;

/** `onRefused` is told of each profile that is refused before it gets to the ingest. */
export function createIntake(ingest: Ingest, onRefused: () => void): Intake {
  let total = 0;
  let malformed = 0;
  let rejectedCount = 0;
  let changed = 0;
  let unchanged = 0;
  let sequence = 0;
  const rejected: Rejection[] = [];
  let batch: ParsedLine[] = [];
  let bytesInBatch = 0;
  let pending: Promise<Accepted> | null = null;

  async function settlePending(): Promise<void> {
    if (pending === null) return;
    const accepted = await pending;
    changed += accepted.changed;
    unchanged += accepted.unchanged;
    rejectedCount += accepted.rejected.length;
    sequence = accepted.sequence;
    rejected.push(...accepted.rejected);
  }

  async function submit(): Promise<void> {
    const lines = batch;
    batch = [];
    bytesInBatch = 0;
    await settlePending();
    pending = ingest.accept(lines, { continuing: pending !== null });
    // Whoever awaits it next gets the error; until then it must not count as unhandled.
    pending.catch(() => undefined);
  }

  return {
    async add(parsed, bytes) {
      const index = total;
      total += 1;
      if (!parsed.ok) {
        rejectedCount += 1;
        onRefused();
        if (parsed.syntax !== undefined) malformed += 1;
        if (rejected.length < rejectedMaxEntries) rejected.push(...parsed.issues.map((issue) => ({ index, ...issue })));
        return;
      }
      batch.push({ index, bytes, update: parsed.update });
      bytesInBatch += bytes;
      if (batch.length === batchMaxLines || bytesInBatch >= batchBytes) await submit();
    },
    async finish() {
      if (batch.length > 0 || pending === null) await submit();
      await settlePending();
      const entries = rejected.sort((left, right) => left.index - right.index).slice(0, rejectedMaxEntries);
      return { result: { accepted: changed + unchanged, changed, unchanged, rejected: entries, rejectedCount, sequence }, total, malformed };
    },
  };
}
