/** Files of people on their way into profiles: what a file is, what its columns mean, and what became of it. */
import { z } from 'zod';
import { attributePathSchema } from './activation.ts';
import { errorCodeNames } from './errorCodes.ts';
import { segmentIdSchema } from './segment.ts';
import { nameSchema, timeSchema } from './text.ts';

export const importFormats = ['csv', 'ndjson', 'parquet'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** Largest file, bytes, as it is sent and as it is inflated. */
export const importMaxBytes = 4 * 1024 * 1024 * 1024;
export const importColumnsMax = 1_000;
export const columnNameMaxLength = 256;

export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/**
 * `uploaded`: waits for somebody to say what its columns mean. `queued`: waits for the import before it. `checking`:
 * every row is read, and nothing is applied. `importing`: rows are applied. `exiting`: who is not in the file leaves the
 * segment. The others are ends; a cancelled or failed import goes on when it is resumed.
 */
export const importStates = ['uploaded', 'queued', 'checking', 'importing', 'exiting', 'completed', 'cancelled', 'failed'] as const;
export type ImportState = (typeof importStates)[number];

export const importModes = ['update', 'replace'] as const;
export type ImportMode = (typeof importModes)[number];

/** `json`: a list or an object, as Parquet and NDJSON have them, or as JSON in a cell. */
export const attributeTypes = ['text', 'number', 'boolean', 'json'] as const;
export type AttributeType = (typeof attributeTypes)[number];

/** Where e-mail addresses go, hashed. */
export const emailNamespace = 'email_lc_sha256';
export const identityHashes = ['none', 'sha256_normalized'] as const;

const identityUse = {
  use: z.literal('identity'),
  namespace: z
    .string('Name the identity namespace, for example email_lc_sha256.')
    .min(1, 'Name the identity namespace, for example email_lc_sha256.')
    .max(256, 'A namespace can be at most 256 characters long.')
    .refine((name) => name.isWellFormed() && !/\p{Cc}/u.test(name) && !['__proto__', 'constructor', 'prototype'].includes(name), 'This namespace cannot be used. Choose another.'),
  /** `sha256_normalized`: without white space at its ends, in lower case, then SHA-256. */
  hash: z.enum(identityHashes),
};
const attributeUse = { use: z.literal('attribute'), path: attributePathSchema, type: z.enum(attributeTypes) };
const column = { column: z.string('Name a column of the file.').max(columnNameMaxLength) };

/** What the values of a column are. */
export const columnUseSchema = z.discriminatedUnion('use', [
  z.strictObject({ use: z.literal('profile_id') }),
  z.strictObject(identityUse),
  z.strictObject(attributeUse),
  z.strictObject({ use: z.literal('status') }),
  z.strictObject({ use: z.literal('ignore') }),
]);
export type ColumnUse = z.infer<typeof columnUseSchema>;

const mappedColumnSchema = z.discriminatedUnion('use', [
  z.strictObject({ ...column, use: z.literal('profile_id') }),
  z.strictObject({ ...column, ...identityUse }),
  z.strictObject({ ...column, ...attributeUse }),
  z.strictObject({ ...column, use: z.literal('status') }),
  z.strictObject({ ...column, use: z.literal('ignore') }),
]);
export type MappedColumn = z.infer<typeof mappedColumnSchema>;

/** PURE. Whether a path is among the others, lies inside one of them or holds one. */
export function collides(taken: ReadonlySet<string>, path: string): boolean {
  return [...taken].some((other) => other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`));
}

/** Body of `POST /api/imports/:id/start`. */
export const importStartSchema = z
  .strictObject({
    /** Where the people go; null: nowhere, only their attributes and identities are updated. An unknown segment is created with its name. */
    segment: z.strictObject({ id: segmentIdSchema, name: nameSchema.optional() }).nullable(),
    /** `replace`: who is in the segment and not in the file leaves it. */
    mode: z.enum(importModes),
    /** Of a CSV file; the one that was found when left out. */
    delimiter: z.enum(delimiters).optional(),
    /** Columns that are not named are left out. Absent: every line of an NDJSON file is a profile as `POST /api/profiles` takes it. */
    columns: z.array(mappedColumnSchema).max(importColumnsMax, `At most ${importColumnsMax} columns.`).optional(),
  })
  .superRefine(({ segment, mode, columns = null }, context) => {
    const issue = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message });
    if (mode === 'replace' && segment === null) issue(['segment'], 'Pick the segment whose people are replaced.');
    if (columns === null) return;
    const seen = new Set<string>();
    const once = new Set<string>();
    columns.forEach(({ column: name, use }, index) => {
      if (seen.has(name)) issue(['columns', index, 'column'], 'This column is named twice.');
      seen.add(name);
      if (use !== 'profile_id' && use !== 'status') return;
      if (once.has(use)) issue(['columns', index, 'use'], use === 'profile_id' ? 'Only one column can be the profile id.' : 'Only one column can be the status.');
      once.add(use);
      if (use === 'status' && segment === null) issue(['columns', index, 'use'], 'A status says whether somebody is in a segment. Pick a segment, or leave this column out.');
    });
    if (!once.has('profile_id')) issue(['columns'], 'Say which column is the profile id.');
    const taken = new Set<string>();
    columns.forEach((mapped, index) => {
      if (mapped.use !== 'attribute') return;
      if (collides(taken, mapped.path)) issue(['columns', index, 'path'], `"${mapped.path}" is filled by another column, lies inside it or holds it. Choose another path.`);
      taken.add(mapped.path);
    });
  });
export type ImportStart = z.output<typeof importStartSchema>;

export const previewColumnSchema = z.object({
  name: z.string(),
  /** Up to three different values, clipped. */
  examples: z.array(z.string()),
  /** Share of the sampled rows that have a value, 0 to 1. */
  filled: z.number(),
  suggestion: columnUseSchema,
});
export type PreviewColumn = z.infer<typeof previewColumnSchema>;

export const importWarningSchema = z.object({ column: z.string().nullable(), message: z.string() });
export type ImportWarning = z.infer<typeof importWarningSchema>;

/** What the beginning of a file holds. */
export const importPreviewSchema = z.object({
  format: z.enum(importFormats),
  /** Null for what is not CSV. */
  delimiter: z.enum(delimiters).nullable(),
  columns: z.array(previewColumnSchema),
  /** The first rows, cells as text and clipped; null: no value. */
  rows: z.array(z.array(z.string().nullable())),
  /** Rows the columns were judged by. */
  sampled: z.int(),
  /** The lines are profiles already: columns can be left out. */
  areProfiles: z.boolean(),
  warnings: z.array(importWarningSchema),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** One thing that is wrong with a row. `row` counts people from 1, `line` lines of the file; of Parquet both are the row. */
export const rowErrorSchema = z.object({ row: z.int(), line: z.int(), column: z.string(), code: z.enum(errorCodeNames), message: z.string() });
export type RowError = z.infer<typeof rowErrorSchema>;

export const importSchema = z.object({
  id: z.string(),
  /** As it was sent, without hidden marks; only for show. */
  fileName: z.string(),
  format: z.enum(importFormats),
  /** Of the file as it is stored: inflated. */
  bytes: z.int(),
  state: z.enum(importStates),
  /** Null once the file is gone, and for whom row values are not meant. */
  preview: importPreviewSchema.nullable(),
  segment: z.object({ id: z.string(), name: z.string() }).nullable(),
  mode: z.enum(importModes).nullable(),
  /** Of the state it is in: rows to check or to apply, members to look at; bytes where the number of rows is not known. Null where nothing is under way. */
  progress: z
    .object({
      done: z.int(),
      total: z.int(),
      unit: z.enum(['rows', 'bytes', 'members']),
      /** Until this state is over; null while it cannot be told. */
      remainingSeconds: z.int().nullable(),
      /** Why it waits, for example for space on the disk; null: it does not. */
      waiting: z.string().nullable(),
    })
    .nullable(),
  /** Once it is completed: `rows = changed + unchanged + rejected`. `exited`: people who left, since they are not in the file. */
  counts: z.object({ rows: z.int(), changed: z.int(), unchanged: z.int(), rejected: z.int(), exited: z.int() }),
  /** The first of them; all are in `GET …/errors`. Empty for whom row values are not meant. */
  errors: z.array(rowErrorSchema),
  problem: z.object({ code: z.enum(errorCodeNames), message: z.string(), remedy: z.string() }).nullable(),
  /** The uploaded file is still there: it can be started or resumed. */
  hasFile: z.boolean(),
  author: z.string(),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
});
export type Import = z.infer<typeof importSchema>;
