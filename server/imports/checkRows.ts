import type { RowError } from '../../shared/import.ts';
import { ActivationError } from '../kit/errors.ts';
import { createErrorReport, type ErrorReport } from './errorReport.ts';
import { fileProblem } from './fileProblem.ts';
import type { ImportJob } from './importJob.ts';
import { openFile } from './openFile.ts';
import { createRowMapper } from './rowMapper.ts';
import { shapeOf } from './settings.ts';

/** Stands for every hash: a tenth of the time of the check would go into hashes that nobody reads. */
const anyHash = '0'.repeat(64);

/** What a look at every row came to. `problem`: the file as a whole cannot be imported. */
export interface Checked {
  readonly rows: number;
  readonly rejected: number;
  readonly reportBytes: number;
  readonly errors: readonly RowError[];
  readonly problem: ActivationError | null;
}

/** Looks at every row and writes the report of those that are broken. Applies nothing. Begins anew each time: nothing is kept of a check that was interrupted. */
export async function checkRows(job: ImportJob): Promise<Checked> {
  const report = createErrorReport(await job.openReport(0), []);
  const counts = { rows: 0, rejected: 0, nameless: 0 };
  try {
    const problem = await readAll(job, report, counts).then(
      () => wholeProblem(job, counts),
      (thrown: unknown) => {
        if (thrown instanceof ActivationError && thrown.code === 'file_invalid') return thrown;
        throw thrown;
      },
    );
    const reportBytes = await report.flush();
    return { rows: counts.rows, rejected: counts.rejected, reportBytes, errors: report.first, problem };
  } finally {
    await report.close();
  }
}

interface Counts {
  rows: number;
  rejected: number;
  /** Rows that do not say whom they are about. */
  nameless: number;
}

async function readAll({ row, source, settings, startedAt, signal, begin }: ImportJob, report: ErrorReport, counts: Counts): Promise<void> {
  const open = await openFile(shapeOf(row, source, settings));
  const live = begin({ unit: row.format === 'parquet' ? 'rows' : 'bytes', done: 0, total: open.total });
  const map = createRowMapper({
    format: row.format,
    columns: open.columns,
    mapping: settings.columns ?? null,
    segmentId: settings.segment?.id ?? null,
    startedAt,
    hash: () => anyHash,
  });
  for await (const block of open.blocks) {
    signal.throwIfAborted();
    live.done = open.done();
    for (const fileRow of block) {
      counts.rows += 1;
      const mapped = map(fileRow);
      if (mapped.ok) continue;
      counts.rejected += 1;
      if (mapped.profileId === null) counts.nameless += 1;
      for (const issue of mapped.issues) report.add({ row: counts.rows, line: fileRow.line, ...issue });
      if (report.isFull()) await report.flush();
    }
  }
}

function wholeProblem({ settings }: ImportJob, { rows, rejected, nameless }: Counts): ActivationError | null {
  if (rows === 0) return fileProblem('There are no rows in the file.');
  if (rejected === rows) return fileProblem('None of the rows can be imported. Look at the errors: perhaps a column is not what it was said to be.');
  if (settings.mode === 'replace' && nameless > 0)
    return fileProblem(
      `${nameless === 1 ? '1 row does' : `${nameless.toLocaleString('en')} rows do`} not say whom ${nameless === 1 ? 'it is' : 'they are'} about. Whoever is meant would leave the segment by mistake, so nobody was replaced. Correct the rows, or choose "add and update".`,
    );
  return null;
}
