import type { RowError } from '../../shared/import.ts';
import { nextTurn } from '../kit/clock.ts';
import { ActivationError } from '../kit/errors.ts';
import { batchMaxLines, type Append, type ParsedLine } from '../profiles/ingest.ts';
import type { ImportProgress } from '../store/importStore.ts';
import { openErrorReport } from './errorReport.ts';
import { patiently, type ImportJob } from './importJob.ts';
import { openFile } from './openFile.ts';
import { createRowMapper } from './rowMapper.ts';
import { shapeOf } from './settings.ts';

/** Bytes of one chunk; rows are those of a batch. Each is one transaction, with the checkpoint behind it. */
const chunkBytes = 1024 * 1024;

/** Rows read in one turn of the event loop: a buffer of the file holds many more, and what is stored meanwhile must be answered. */
const turnRows = 50;

interface Chunk {
  /** Rows of the file, broken ones included. */
  rows: number;
  bytes: number;
  readonly lines: ParsedLine[];
  /** Where each of the lines stands in the file. */
  readonly places: { readonly row: number; readonly line: number }[];
  /** Whom the rows are about, broken ones included; only where that is needed. */
  readonly profileIds: string[];
}

const emptyChunk = (): Chunk => ({ rows: 0, bytes: 0, lines: [], places: [], profileIds: [] });

/** Applies the rows behind the checkpoint, in their order. What is refused only now joins the errors of the import. */
export async function applyRows(job: ImportJob): Promise<void> {
  const { row, settings, startedAt, store, ingest, files, signal } = job;
  const report = await openErrorReport(files.reportOf(row.id), row.reportBytes, JSON.parse(row.errorsJson) as RowError[]);
  const live = job.begin({ unit: 'rows', done: row.done, total: row.rows ?? 0 });
  const segmentId = settings.segment?.id ?? null;
  let progress: ImportProgress = row;

  /** A segment that is deleted comes back with the next row, as a new one: it is told by when it was made. */
  async function demandSegment(id: string): Promise<void> {
    const segment = await patiently(job, live, () => store.getSegment(id));
    if (segment?.createdAt !== row.segmentAt)
      throw new ActivationError(
        'segment_unknown',
        `The segment was deleted while the file was imported. ${progress.done.toLocaleString('en')} rows had been imported by then. To begin anew, upload the file again.`,
      );
  }

  /** Stores a chunk together with how far that is: a row that was applied twice could undo what somebody else changed in between. */
  async function apply(chunk: Chunk): Promise<void> {
    signal.throwIfAborted();
    if (segmentId !== null) await demandSegment(segmentId);
    const before = progress;
    const rewind = report.mark();
    const append: Append = async (writes, { changed, unchanged, rejected }) => {
      rewind();
      for (const { index, code, message } of rejected) {
        const place = chunk.places[index];
        if (place !== undefined) report.add({ ...place, column: '', code, message });
      }
      progress = {
        ...before,
        done: before.done + chunk.rows,
        changed: before.changed + changed,
        unchanged: before.unchanged + unchanged,
        rejected: before.rejected + rejected.length,
        reportBytes: await report.flush(),
        errorsJson: rejected.length === 0 ? before.errorsJson : JSON.stringify(report.first),
      };
      return store.appendImported(writes, { id: row.id, progress, profileIds: chunk.profileIds });
    };
    await patiently(job, live, () => ingest.accept(chunk.lines, { append }));
    live.done = progress.done;
  }

  let pending: Promise<void> = Promise.resolve();
  try {
    const open = await openFile(shapeOf(row, files.pathOf(row.id), settings));
    const map = createRowMapper({ format: row.format, columns: open.columns, mapping: settings.columns ?? null, segmentId, startedAt });
    let chunk = emptyChunk();
    let number = 0;
    for await (const fileRow of open.rows) {
      signal.throwIfAborted();
      number += 1;
      if (number <= row.done) continue;
      const mapped = map(fileRow);
      const profileId = mapped.ok ? mapped.update.profileId : mapped.profileId;
      if (mapped.ok) {
        chunk.lines.push({ index: chunk.lines.length, bytes: fileRow.bytes, update: mapped.update });
        chunk.places.push({ row: number, line: fileRow.line });
      }
      if (settings.mode === 'replace' && profileId !== null) chunk.profileIds.push(profileId);
      chunk.rows += 1;
      chunk.bytes += fileRow.bytes;
      if (chunk.rows % turnRows === 0) await nextTurn();
      if (chunk.rows < batchMaxLines && chunk.bytes < chunkBytes) continue;
      // One chunk is stored while the next is read.
      await pending;
      pending = apply(chunk);
      // Whoever awaits it next gets the error; until then it must not count as unhandled.
      pending.catch(() => undefined);
      chunk = emptyChunk();
    }
    await pending;
    if (chunk.rows > 0) await apply(chunk);
  } finally {
    await pending.catch(() => undefined);
    await report.close();
  }
}
