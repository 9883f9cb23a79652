import { readFileSync } from 'node:fs';

export type WizardField = 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'roleArn' | 'region' | 'stream' | 'name';

/** What somebody types into a field of the wizard, and what becomes of it. */
export interface WizardRow {
  readonly id: string;
  readonly description: string;
  readonly field: WizardField;
  /** Text; null: the field is left out; anything else only a caller of the API can send. */
  readonly typed: unknown;
  /** What stands in other fields of the form; they are right when left out. */
  readonly with: Partial<Record<WizardField, string>>;
  /** For streams: the region of the account. */
  readonly region: string;
  readonly expect: {
    /** A piece of the one message that refuses it, at `at` or at the field itself. */
    readonly message?: string;
    readonly at?: WizardField;
    /** What it is read as where it is accepted; null: too long to name. */
    readonly read?: string | null;
    /** A piece of what is mentioned beneath the field in either case. */
    readonly note?: string;
  };
}

type StoredRow = Omit<WizardRow, 'with' | 'region'> & Partial<Pick<WizardRow, 'with' | 'region'>>;

/** `["text", times]` stands for a long text. */
const unfold = (typed: unknown): unknown => (Array.isArray(typed) ? String(typed[0]).repeat(Number(typed[1])) : typed);

export const wizardRows: readonly WizardRow[] = (JSON.parse(readFileSync(new URL('wizard.json', import.meta.url), 'utf8')) as StoredRow[]).map((row) => ({
  ...row,
  typed: unfold(row.typed),
  with: row.with ?? {},
  region: row.region ?? 'eu-west-1',
}));

export const rowsOf = (...fields: WizardField[]): (readonly [id: string, description: string, row: WizardRow])[] =>
  wizardRows.filter(({ field }) => fields.includes(field)).map((row) => [row.id, row.description, row] as const);

/** A form of the wizard in which everything is right. */
export const rightValues = {
  accessKeyId: 'AKIAABCDEFGHIJKLMNOP',
  secretAccessKey: 'sEcReTsEcReTsEcReT/sEcReTsEcReT+sEcReTab',
  roleArn: 'arn:aws:iam::123456789012:role/tributary',
  region: 'eu-west-1',
} as const;

/** Credentials as the API takes them, with what a row says of their fields. */
export function credentialsOf({ field, typed, with: others }: WizardRow): Record<string, unknown> {
  const change = { ...others, ...(field === 'region' || field === 'name' || field === 'stream' ? {} : { [field]: typed ?? undefined }) };
  if (field === 'roleArn') return { method: 'assume_role', roleArn: rightValues.roleArn, ...change };
  const { accessKeyId, secretAccessKey } = rightValues;
  return { method: 'access_key', accessKeyId, secretAccessKey, ...change };
}
