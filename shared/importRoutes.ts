/** Routes about files of people. Part of the table in api.ts. */
import { z } from 'zod';
import { delimiters, importPreviewSchema, importSchema, importStartSchema } from './import.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import type { Route } from './route.ts';

export const importRoutes = {
  /** The body is the file itself, which the route reads as it comes in. */
  createImport: {
    method: 'POST',
    path: '/api/imports',
    summary: 'Upload a file of people; nothing is applied until it is started',
    access: 'ingest',
    query: z.object({ name: z.string().max(1_024).optional() }),
    status: 201,
    response: importSchema,
  },
  listImports: {
    method: 'GET',
    path: '/api/imports',
    summary: 'Imports of the last 30 days, newest first',
    access: 'signed_in',
    query: pageQuerySchema,
    status: 200,
    response: pageSchema(importSchema),
  },
  getImport: { method: 'GET', path: '/api/imports/:id', summary: 'One import', access: 'signed_in', status: 200, response: importSchema },
  previewImport: {
    method: 'GET',
    path: '/api/imports/:id/preview',
    summary: 'The beginning of the file, read with another delimiter',
    access: 'ingest',
    query: z.object({ delimiter: z.enum(delimiters) }),
    status: 200,
    response: importPreviewSchema,
  },
  startImport: {
    method: 'POST',
    path: '/api/imports/:id/start',
    summary: 'Say what the columns are, and import the file',
    access: 'ingest',
    body: importStartSchema,
    status: 202,
    response: importSchema,
  },
  cancelImport: { method: 'POST', path: '/api/imports/:id/cancel', summary: 'Stop an import where it is', access: 'ingest', status: 200, response: importSchema },
  resumeImport: {
    method: 'POST',
    path: '/api/imports/:id/resume',
    summary: 'Let a cancelled or failed import go on where it stopped',
    access: 'ingest',
    status: 202,
    response: importSchema,
  },
  /** Answers text/csv, which the route writes as it reads it. */
  getImportErrors: { method: 'GET', path: '/api/imports/:id/errors', summary: 'Everything that is wrong with the rows, as CSV', access: 'ingest', status: 200 },
  deleteImport: { method: 'DELETE', path: '/api/imports/:id', summary: 'Delete an upload that was not started, or an import that has ended', access: 'ingest', status: 204 },
} as const satisfies Record<string, Route>;
