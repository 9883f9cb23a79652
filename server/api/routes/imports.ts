import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { importMaxBytes, type ImportFormat } from '../../../shared/import.ts';
import type { Role } from '../../../shared/session.ts';
import { authorOf } from '../../access/sessions.ts';
import type { Done } from '../../imports/imports.ts';
import type { ImportRow } from '../../store/importStore.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { HttpRefusal } from '../httpRefusal.ts';
import { presentImport } from '../presentImport.ts';
import { isGzip, readBody, utf8TypeOf } from '../profileBody.ts';
import { notFound } from '../refusals.ts';
import { refuseIssues } from '../validate.ts';

const formats: Readonly<Record<string, ImportFormat>> = { 'text/csv': 'csv', 'application/x-ndjson': 'ndjson', 'application/vnd.apache.parquet': 'parquet' };
const fileLimit = { bytes: importMaxBytes, message: `A file can have at most ${importMaxBytes / 1024 ** 3} GiB. Split it into several.` };
/** Characters of a file's name that are kept. */
const nameLength = 120;

type Dependencies = Pick<ApiDependencies, 'store' | 'imports'>;
type ImportRoutes = Pick<
  Handlers,
  'createImport' | 'listImports' | 'getImport' | 'previewImport' | 'startImport' | 'cancelImport' | 'resumeImport' | 'getImportErrors' | 'deleteImport'
>;

export function importRoutes({ store, imports }: Dependencies): ImportRoutes {
  const present = async (row: ImportRow, role: Role) => presentImport(row, await imports.progressOf(row), role);

  async function read(id: string): Promise<ImportRow> {
    const row = await store.getImport(id);
    if (row === null) throw notFound('import');
    return row;
  }

  async function presentAfter(done: Done, inWrongState: string, id: string, role: Role) {
    demand(done, inWrongState);
    return present(await read(id), role);
  }

  return {
    async createImport({ request, query, caller }) {
      const format = formatOf(request);
      const upload = { fileName: fileNameOf(query.name ?? ''), format, body: readBody(request, fileLimit), expectedBytes: Number(request.headers['content-length'] ?? 0) };
      return present(await imports.receive({ ...upload, author: authorOf(caller) }), caller.role);
    },

    async listImports({ query, caller }) {
      const { items, nextCursor } = await store.listImports({ limit: query.limit, cursor: query.cursor ?? null });
      return { items: await Promise.all(items.map((row) => present(row, caller.role))), nextCursor };
    },

    async getImport({ params, caller }) {
      return present(await read(params.id), caller.role);
    },

    async previewImport({ params, query }) {
      const preview = await imports.preview(params.id, query.delimiter);
      if (preview !== null) return preview;
      throw (await read(params.id)).hasFile ? new HttpRefusal(409, 'request_invalid', 'Only CSV files have a delimiter.') : gone();
    },

    async startImport({ params, body, caller }) {
      return presentAfter(await imports.start(params.id, body), 'This import was started already. To go on with it, resume it.', params.id, caller.role);
    },

    async cancelImport({ params, caller }) {
      return presentAfter(await imports.cancel(params.id), 'This import is not under way.', params.id, caller.role);
    },

    async resumeImport({ params, caller }) {
      return presentAfter(await imports.resume(params.id), 'Only an import that was cancelled or failed can be resumed.', params.id, caller.role);
    },

    async getImportErrors({ params, response }) {
      const { id, reportBytes } = await read(params.id);
      response.set({ 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="import-errors.csv"' });
      if (reportBytes === 0) response.send('row,line,column,code,message\r\n');
      // What stands behind the checkpoint is written again.
      else await pipeline(imports.readReport(id, reportBytes), response);
    },

    async deleteImport({ params }) {
      demand(await imports.remove(params.id), 'This import is under way. Cancel it first.');
    },
  };
}

function formatOf(request: Request): ImportFormat {
  const format = formats[utf8TypeOf(request) ?? ''];
  if (format === undefined)
    throw new HttpRefusal(415, 'request_invalid', 'Send the file as text/csv or application/x-ndjson, both in UTF-8, or as application/vnd.apache.parquet.');
  if (format === 'parquet' && isGzip(request)) throw new HttpRefusal(415, 'request_invalid', 'Parquet is compressed already. Send it without Content-Encoding.');
  return format;
}

/** PURE. What people called their file, without marks that would show it as something else; it is never a path. */
function fileNameOf(name: string): string {
  const plain = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  if (plain === '') return 'Unnamed file';
  return plain.length > nameLength ? `${plain.slice(0, nameLength - 1)}…`.toWellFormed() : plain;
}

const gone = (): HttpRefusal => new HttpRefusal(409, 'request_invalid', 'The file of this import was removed: files are kept for 24 hours. Upload it again.');

function demand(done: Done, inWrongState: string): void {
  if (done.ok) return;
  switch (done.reason) {
    case 'not_found':
      throw notFound('import');
    case 'wrong_state':
      throw new HttpRefusal(409, 'request_invalid', inWrongState);
    case 'gone':
      throw gone();
    case 'columns':
      throw refuseIssues(done.issues);
  }
}
