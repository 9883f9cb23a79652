import type { RowError } from '../../shared/import.ts';
import { nextTurn } from '../kit/clock.ts';
import { ActivationError } from '../kit/errors.ts';
import { normalizedHash } from '../kit/normalizedHash.ts';
import type { ParsedLine } from '../profiles/computeBatch.ts';
import type { Append } from '../profiles/ingest.ts';
import type { ImportProgress } from '../store/importStore.ts';
import { createErrorReport } from './errorReport.ts';
import { patiently, type ImportJob } from './importJob.ts';
import { openFile } from './openFile.ts';
import { createRowMapper } from './rowMapper.ts';
import { shapeOf } from './settings.ts';

/** Rows and bytes of one chunk. Each is one transaction, with the checkpoint behind it: more would hold up for longer whoever else stores something. */
const chunkRows = 1_000;
const chunkBytes = 1024 * 1024;
/** Chunks that were read and are not stored: one is stored, one is merged, one is looked up. */
const chunksAtOnce = 3;

/** Rows read in one turn of the event loop: a buffer of the file holds many more, and what is stored meanwhile must be answered. */
const turnRows = 50;

/** A row to be applied, and where it stands in the file. */
interface RowLine extends ParsedLine {
  readonly row: number;
  readonly line: number;
}

interface Chunk {
  /** Rows of the file before these. */
  readonly from: number;
  /** Rows of the file, broken ones included. */
  rows: number;
  bytes: number;
  readonly lines: RowLine[];
  /** Whom the rows are about, broken ones included; only where that is needed. */
  readonly profileIds: string[];
}

const emptyChunk = (from: number): Chunk => ({ from, rows: 0, bytes: 0, lines: [], profileIds: [] });

/** Applies the rows behind the checkpoint, in their order. What is refused only now joins the errors of the import. */
export async function applyRows(job: ImportJob): Promise<void> {
  const { row, source, settings, startedAt, ingest, signal } = job;
  const report = createErrorReport(await job.openReport(row.reportBytes), JSON.parse(row.errorsJson) as RowError[]);
  const live = job.begin({ unit: 'rows', done: row.done, total: row.rows ?? 0 });
  const segment = settings.segment === null ? null : { id: settings.segment.id, madeAt: row.segmentAt ?? 0 };
  let progress: ImportProgress = row;

  /** Stores a chunk together with how far that is: a row that was applied twice could undo what somebody else changed in between. Rejects out of turn. */
  async function store(chunk: Chunk): Promise<void> {
    let rewind: (() => void) | null = null;
    const append: Append = async (writes, { changed, unchanged, rejected }) => {
      signal.throwIfAborted();
      if (progress.done !== chunk.from) throw new OutOfTurn();
      rewind ??= report.mark();
      rewind();
      for (const { index, code, message } of rejected) {
        const refused = chunk.lines[index];
        if (refused !== undefined) report.add({ row: refused.row, line: refused.line, column: '', code, message });
      }
      const next = {
        ...progress,
        done: chunk.from + chunk.rows,
        changed: progress.changed + changed,
        unchanged: progress.unchanged + unchanged,
        rejected: progress.rejected + rejected.length,
        reportBytes: await report.flush(),
        errorsJson: rejected.length === 0 ? progress.errorsJson : JSON.stringify(report.first),
      };
      const appended = await job.append(writes, { id: row.id, progress: next, segment, profileIds: chunk.profileIds });
      if (appended === 'segment_gone') throw segmentGone(progress.done);
      if (appended.conflicts.length === 0) progress = next;
      return appended;
    };
    await patiently(job, live, () => ingest.accept(chunk.lines, { append }));
    live.done = progress.done;
  }

  /** Stores a chunk after the one before it. Both are handed in at once; only when that one had to be stored again is this one, too. */
  async function storeAfter(before: Promise<void>, chunk: Chunk): Promise<void> {
    try {
      await store(chunk);
    } catch (thrown) {
      if (!(thrown instanceof OutOfTurn)) throw thrown;
      await before;
      await store(chunk);
    }
  }

  const waiting: Promise<void>[] = [];
  let last: Promise<void> = Promise.resolve();
  async function handIn(chunk: Chunk): Promise<void> {
    signal.throwIfAborted();
    if (waiting.length === chunksAtOnce) await waiting.shift();
    last = storeAfter(last, chunk);
    // Whoever awaits it gets the error; until then it must not count as unhandled.
    last.catch(() => undefined);
    waiting.push(last);
  }

  try {
    const open = await openFile(shapeOf(row, source, settings));
    const map = createRowMapper({ format: row.format, columns: open.columns, mapping: settings.columns ?? null, segmentId: segment?.id ?? null, startedAt, hash: normalizedHash });
    let chunk = emptyChunk(row.done);
    let number = 0;
    for await (const block of open.blocks) {
      signal.throwIfAborted();
      for (const fileRow of block) {
        number += 1;
        if (number <= row.done) continue;
        const mapped = map(fileRow);
        const profileId = mapped.ok ? mapped.update.profileId : mapped.profileId;
        if (mapped.ok) chunk.lines.push({ index: chunk.lines.length, bytes: fileRow.bytes, update: mapped.update, row: number, line: fileRow.line });
        if (settings.mode === 'replace' && profileId !== null) chunk.profileIds.push(profileId);
        chunk.rows += 1;
        chunk.bytes += fileRow.bytes;
        if (chunk.rows % turnRows === 0) await nextTurn();
        if (chunk.rows < chunkRows && chunk.bytes < chunkBytes) continue;
        await handIn(chunk);
        chunk = emptyChunk(number);
      }
    }
    if (chunk.rows > 0) await handIn(chunk);
    await Promise.all(waiting);
  } finally {
    await Promise.allSettled(waiting);
    await report.close();
  }
}

/** The chunk before is not stored: this one has to wait. */
class OutOfTurn extends Error {}

const segmentGone = (done: number): ActivationError =>
  new ActivationError(
    'segment_unknown',
    `The segment was deleted while the file was imported. ${done.toLocaleString('en')} rows had been imported by then. To begin anew, upload the file again.`,
  );
