import type { Delimiter, ImportFormat, ImportPreview, ImportStart } from '../../shared/import.ts';
import type { Issue } from '../../shared/problem.ts';
import { isoTime } from '../kit/clock.ts';
import { ActivationError } from '../kit/errors.ts';
import { newId } from '../kit/ids.ts';
import type { ImportRow } from '../store/importStore.ts';
import { ImportRunner, type RunnerDependencies } from './importRunner.ts';
import { readPreview } from './preview.ts';
import { toldProgress, type ImportProgressNow } from './sharedProgress.ts';
import { sweepFiles, tidyImports, uploadMs } from './tidyImports.ts';

/** Old files and imports are looked for this often, milliseconds. */
const tidyEveryMs = 60_000;

/** A file on its way in; `expectedBytes`: what the sender announced, 0 where nothing was. */
export interface Upload {
  readonly fileName: string;
  readonly format: ImportFormat;
  readonly body: AsyncIterable<Buffer>;
  readonly expectedBytes: number;
  readonly author: string;
}

/** Why something cannot be done now; `gone`: the file was removed. */
export type Refusal = 'not_found' | 'wrong_state' | 'gone';
export type Done = { readonly ok: true } | { readonly ok: false; readonly reason: Refusal } | { readonly ok: false; readonly reason: 'columns'; readonly issues: readonly Issue[] };

/** Files of people and the work on them. */
export interface Imports {
  /** Stores a file and looks at its beginning. Rejects with `file_invalid` where that shows that it cannot be imported, and keeps nothing of it then. */
  receive(upload: Upload): Promise<ImportRow>;
  /** The beginning of a file that is still there, read with this delimiter; null: there is no such file. */
  preview(id: string, delimiter: Delimiter): Promise<ImportPreview | null>;
  /** Queues an import of which nothing is applied yet. */
  start(id: string, settings: ImportStart): Promise<Done>;
  /** Resolves once nothing of it is under way. */
  cancel(id: string): Promise<Done>;
  resume(id: string): Promise<Done>;
  remove(id: string): Promise<Done>;
  /** By whichever process works on it; null: none does, as far as is known. */
  progressOf(row: Pick<ImportRow, 'id' | 'state'>): Promise<ImportProgressNow | null>;
  /** The first bytes of the error report. */
  readReport(id: string, bytes: number): AsyncIterable<Buffer>;
  /** Removes what a crash left behind and goes on with what it interrupted. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export interface ImportsDependencies extends RunnerDependencies {
  /** Bytes of the disk that uploads leave alone; 0: they may fill it. */
  readonly reserveBytes: number;
  /** Free bytes of the disk. */
  readonly freeBytes: () => Promise<number>;
}

/** What every import begins with. */
const unstarted = {
  state: 'uploaded',
  hasFile: true,
  settingsJson: null,
  rows: null,
  done: 0,
  changed: 0,
  unchanged: 0,
  rejected: 0,
  reportBytes: 0,
  members: null,
  lookedAt: 0,
  lastMember: '',
  exited: 0,
  segmentAt: null,
  errorsJson: '[]',
  problemJson: null,
  startedAt: null,
  endedAt: null,
} as const;

const ok: Done = { ok: true };
const refused = (reason: Refusal): Done => ({ ok: false, reason });

export function createImports(dependencies: ImportsDependencies): Imports {
  const { store, files, areOthers, clock, log, reserveBytes, freeBytes, onChanged } = dependencies;
  const runner = new ImportRunner(dependencies);
  let stopTidying: () => void = () => undefined;
  const tidy = (): Promise<void> =>
    tidyImports(dependencies).catch((error: unknown) => log.warn({ error }, 'Old imports could not be removed; they are looked for again in a minute'));

  async function demandRoom(bytes: number): Promise<void> {
    if (reserveBytes === 0) return;
    const free = await freeBytes().catch(() => null);
    if (free !== null && free - bytes < reserveBytes)
      throw new ActivationError('defect', 'The disk of the data folder has not enough space for this file. It was not stored; upload it again once somebody freed some space.', {
        retryAfterSeconds: 60,
      });
  }

  async function queue(id: string, from: Parameters<typeof store.moveImport>[1], change: Parameters<typeof store.moveImport>[3]): Promise<Done> {
    if (!(await store.moveImport(id, from, 'queued', change))) return refused('wrong_state');
    onChanged('import', id);
    runner.wake();
    return ok;
  }

  /** What the file is said to have and has not, each as an issue. */
  async function columnIssues(row: ImportRow, { columns, delimiter }: ImportStart): Promise<Issue[]> {
    const known = JSON.parse(row.previewJson ?? 'null') as ImportPreview;
    const issue = (path: string, message: string): Issue => ({ path, code: 'request_invalid', message });
    if (delimiter !== undefined && row.format !== 'csv') return [issue('delimiter', 'Only CSV files have a delimiter. Leave it out.')];
    if (columns === undefined) return row.format === 'ndjson' ? [] : [issue('columns', 'Say what the columns are.')];
    const { columns: found } = delimiter === undefined || delimiter === known.delimiter ? known : await readPreview({ ...row, source: files.source(row) }, delimiter);
    const names = new Set(found.map(({ name }) => name));
    // Fields of NDJSON may come up later than the preview looks.
    if (row.format === 'ndjson') return [];
    return columns.flatMap(({ column }, index) => (names.has(column) ? [] : [issue(`columns.${index}.column`, 'The file has no such column.')]));
  }

  /** The beginning of a file that came in. Afterwards nobody reads it here until it is imported. */
  async function lookAt(file: Pick<ImportRow, 'id' | 'format' | 'bytes' | 'sha256'>): Promise<ImportPreview> {
    try {
      return await readPreview({ ...file, source: files.source(file) }, null);
    } finally {
      await files.release(file.id);
    }
  }

  return {
    async receive({ fileName, format, body, expectedBytes, author }) {
      const id = newId('imp');
      const stored = await files.receive(id, format, body, (bytes) => demandRoom(Math.max(0, expectedBytes - bytes)));
      try {
        const preview = await lookAt({ id, format, ...stored });
        const before = await store.lastImportOf(stored.sha256);
        const again =
          before === null
            ? []
            : [{ column: null, message: `This very file was imported already on ${isoTime(before).slice(0, 10)}. Import it again only if that is what you want.` }];
        const previewJson = JSON.stringify({ ...preview, warnings: [...again, ...preview.warnings] } satisfies ImportPreview);
        const row: ImportRow = { ...unstarted, id, fileName, format, ...stored, previewJson, author, createdAt: clock.now() };
        await store.insertImport(row);
        onChanged('import', id);
        return row;
      } catch (thrown) {
        await files.removeFile(id);
        throw thrown;
      }
    },

    async preview(id, delimiter) {
      const row = await store.getImport(id);
      return row === null || !row.hasFile || row.format !== 'csv' ? null : readPreview({ ...row, source: files.source(row) }, delimiter);
    },

    async start(id, settings) {
      const row = await store.getImport(id);
      if (row === null) return refused('not_found');
      if (!row.hasFile) return refused('gone');
      if (!['uploaded', 'cancelled', 'failed'].includes(row.state) || row.done > 0) return refused('wrong_state');
      const issues = await columnIssues(row, settings);
      if (issues.length > 0) return { ok: false, reason: 'columns', issues };
      const { delimiter } = JSON.parse(row.previewJson ?? 'null') as ImportPreview;
      const settingsJson = JSON.stringify({ ...settings, delimiter: settings.delimiter ?? delimiter ?? undefined } satisfies ImportStart);
      const anew = { startedAt: clock.now(), endedAt: null, rows: null, members: null, segmentAt: null, rejected: 0, reportBytes: 0, errorsJson: '[]', problemJson: null };
      return queue(id, ['uploaded', 'cancelled', 'failed'], { settingsJson, ...anew });
    },

    async cancel(id) {
      if (!(await store.moveImport(id, ['queued', 'checking', 'importing', 'exiting'], 'cancelled', { endedAt: clock.now() })))
        return refused((await store.getImport(id)) === null ? 'not_found' : 'wrong_state');
      await runner.halt(id);
      onChanged('import', id);
      return ok;
    },

    async resume(id) {
      const row = await store.getImport(id);
      if (row === null) return refused('not_found');
      if (!['cancelled', 'failed'].includes(row.state) || row.settingsJson === null) return refused('wrong_state');
      return row.hasFile ? queue(id, ['cancelled', 'failed'], { endedAt: null, problemJson: null }) : refused('gone');
    },

    async remove(id) {
      if ((await store.getImport(id)) === null) return refused('not_found');
      // First of all: from here on nobody starts it, and nobody is told of a file that is there in part.
      if (!(await store.forgetFile(id))) return refused('wrong_state');
      await files.removeFile(id);
      await files.removeReport(id);
      await store.deleteImport(id);
      onChanged('import', id);
      void tidy();
      return ok;
    },

    async progressOf({ id, state }) {
      if (state !== 'checking' && state !== 'importing' && state !== 'exiting') return null;
      return runner.progressOf(id) ?? (areOthers ? toldProgress(dependencies, id) : null);
    },
    readReport: (id, bytes) => files.readReport(id, bytes),

    async open() {
      // Where there are others, a file may be on its way in at one of them.
      await sweepFiles(dependencies, areOthers ? uploadMs : 0);
      stopTidying = clock.every(tidyEveryMs, () => void tidy());
      runner.start();
    },

    async close() {
      stopTidying();
      await runner.stop();
    },
  };
}
