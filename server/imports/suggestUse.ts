import { collides, emailNamespace, type AttributeType, type ColumnUse } from '../../shared/import.ts';
import { isPathName } from '../../shared/activation.ts';

/** What a column holds, by a sample of the rows. */
export interface ColumnSample {
  readonly name: string;
  /** Without those that are empty. */
  readonly values: readonly unknown[];
}

/** Names of columns that tell people apart, the likeliest first, without case and punctuation. */
const idNames = [
  'profileid',
  'crmid',
  'customerid',
  'userid',
  'personid',
  'contactid',
  'memberid',
  'subscriberid',
  'externalid',
  'clientid',
  'id',
  'uuid',
  'customernumber',
  'customerno',
];
/** Columns named like a well-known identity are that identity. */
const namespaces = ['ecid', 'gaid', 'idfa', 'maid'];

const statuses = new Set(['realized', 'exited', 'existing']);

const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const sha256 = /^[0-9a-f]{64}$/i;
/** A number and nothing else: no leading zero, and no more digits than stay exact. */
const number = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/;
/** Of the values, a stray one must not decide. */
const most = 0.8;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const texts = ({ values }: ColumnSample): string[] => values.filter((value) => typeof value !== 'object').map((value) => String(value).trim());
const share = (values: readonly string[], fits: (value: string) => boolean): number => (values.length === 0 ? 0 : values.filter(fits).length / values.length);

/** PURE. What each column probably is; `rows` is the size of the sample. At most one is the profile id, and no two fill the same attribute. */
export function suggestUses(columns: readonly ColumnSample[], rows: number): ColumnUse[] {
  const idAt = profileIdColumn(columns, rows);
  const taken = new Set<string>();
  return columns.map((column, at) => {
    if (at === idAt) return { use: 'profile_id' };
    const use = suggestUse(column);
    if (use.use !== 'attribute') return use;
    if (collides(taken, use.path)) return { use: 'ignore' };
    taken.add(use.path);
    return use;
  });
}

/** By its name; else the first column in which everybody has a value of their own. -1: none. */
function profileIdColumn(columns: readonly ColumnSample[], rows: number): number {
  const named = idNames.map((name) => columns.findIndex((column) => plain(column.name) === name && column.values.length > 0)).find((at) => at !== -1);
  if (named !== undefined) return named;
  return columns.findIndex((column) => {
    const values = texts(column);
    return values.length === rows && new Set(values).size === rows && share(values, (value) => email.test(value)) < most;
  });
}

function suggestUse(column: ColumnSample): ColumnUse {
  const values = texts(column);
  const name = plain(column.name);
  if (column.values.length === 0) return { use: 'ignore' };
  if (share(values, (value) => email.test(value)) >= most) return { use: 'identity', namespace: emailNamespace, hash: 'sha256_normalized' };
  if (share(values, (value) => sha256.test(value)) >= most && name.includes('mail')) return { use: 'identity', namespace: emailNamespace, hash: 'none' };
  if (namespaces.includes(name)) return { use: 'identity', namespace: name, hash: 'none' };
  if (name.includes('status') && share(values, (value) => statuses.has(value.toLowerCase())) === 1) return { use: 'status' };
  return { use: 'attribute', path: pathOf(column.name), type: typeOf(column) };
}

/** The name as a path of attributes; parts that cannot be one are joined. */
function pathOf(name: string): string {
  const trimmed = name.trim();
  return trimmed.split('.').every(isPathName) ? trimmed : trimmed.replaceAll(/\.+/g, '_').replaceAll(/^_+|_+$/g, '') || 'value';
}

function typeOf(column: ColumnSample): AttributeType {
  if (column.values.some((value) => typeof value === 'object')) return 'json';
  const values = texts(column);
  if (share(values, (value) => number.test(value)) === 1) return 'number';
  return share(values, (value) => /^(?:true|false)$/i.test(value)) === 1 ? 'boolean' : 'text';
}
