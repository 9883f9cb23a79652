import { set, type FieldErrors, type FieldPath, type Resolver } from 'react-hook-form';
import {
  emailNamespace,
  importStartSchema,
  type AttributeType,
  type ColumnUse,
  type Delimiter,
  type ImportMode,
  type ImportPreview,
  type ImportStart,
  type MappedColumn,
} from '../../shared/import.ts';

/** One column as the form holds it: what it is not used for keeps its value, so that changing one's mind loses nothing. */
export interface ColumnValues {
  readonly column: string;
  use: ColumnUse['use'];
  namespace: string;
  hash: 'none' | 'sha256_normalized';
  path: string;
  type: AttributeType;
}

export interface ImportValues {
  segmentId: string;
  /** Of a segment that is made by the import. */
  segmentName: string;
  mode: ImportMode;
  columns: ColumnValues[];
}

/** PURE. What the form begins with: every column as it was suggested. */
export function valuesOf({ columns, areProfiles }: ImportPreview): ImportValues {
  const unset = { namespace: emailNamespace, hash: 'sha256_normalized', path: '', type: 'text' } as const;
  return {
    segmentId: '',
    segmentName: '',
    mode: 'update',
    columns: areProfiles ? [] : columns.map(({ name, suggestion }) => ({ ...unset, path: name, ...suggestion, column: name })),
  };
}

function mappedOf({ column, use, namespace, hash, path, type }: ColumnValues): MappedColumn {
  if (use === 'identity') return { column, use, namespace, hash };
  return use === 'attribute' ? { column, use, path, type } : { column, use };
}

/** PURE. The form as the API takes it; `delimiter` null: the file has none. */
export function startOf({ segmentId, segmentName, mode, columns }: ImportValues, delimiter: Delimiter | null): ImportStart {
  const id = segmentId.trim();
  const name = segmentName.trim();
  return {
    segment: id === '' ? null : { id, ...(name === '' ? {} : { name }) },
    mode,
    ...(delimiter === null ? {} : { delimiter }),
    ...(columns.length === 0 ? {} : { columns: columns.map(mappedOf) }),
  };
}

/** PURE. The field that shows what is wrong at a path of the request; null: none does. */
export function fieldOf(path: string): FieldPath<ImportValues> | null {
  if (path === 'segment' || path === 'segment.id') return 'segmentId';
  if (path === 'segment.name') return 'segmentName';
  if (path === 'mode') return 'mode';
  if (path === 'columns') return 'columns.0.use';
  const column = /^columns\.(\d+)\.(use|namespace|hash|path|type|column)$/.exec(path);
  if (column === null) return null;
  const field = column[2] === 'column' ? 'use' : column[2];
  return `columns.${Number(column[1])}.${field as 'use'}`;
}

/** Checks the form by the API's own schema and puts each message at its field. */
export const importResolver: Resolver<ImportValues> = (values) => {
  const parsed = importStartSchema.safeParse(startOf(values, null));
  if (parsed.success) return { values, errors: {} };
  const errors: FieldErrors<ImportValues> = {};
  for (const { path, message } of parsed.error.issues.toReversed()) {
    const field = fieldOf(path.join('.'));
    if (field !== null) set(errors, field, { type: 'check', message });
  }
  return { values: {}, errors };
};
