import { z } from 'zod';
import type { DestinationType } from '../../shared/destination.ts';
import type { DraftContent } from '../../shared/draft.ts';
import { readField, schemaOfFields, type FieldSpec } from '../../shared/fieldSpec.ts';
import { nameSchema } from '../../shared/text.ts';
import type { DraftPatch } from './draftPatch.ts';

export type AccountMethod = DestinationType['accountFields'][number];

/** The form of a new account: the paths are those of `POST /api/accounts`. */
export interface NewAccountValues {
  name: string;
  region: string;
  credentials: Record<string, string>;
}

export const isRegion = (field: { name: string }): boolean => field.name === 'region';

/** Fields beside `credentials` stand at the top of the request; the others inside it. */
export const pathOfField = (name: string): string => (isRegion({ name }) ? name : `credentials.${name}`);

/** A role needs a server that is somebody over there first; what works everywhere is chosen to begin with. */
export const defaultMethod = (methods: readonly AccountMethod[]): AccountMethod | undefined => methods.find(({ usesExternalId }) => usesExternalId !== true) ?? methods[0];

/** The region as the server will read it; null while it is none. */
export function regionIn(method: AccountMethod, typed: string): string | null {
  const parsed = schemaOfFields(method.fields.filter(isRegion)).safeParse({ region: typed });
  return parsed.success ? (parsed.data['region'] ?? null) : null;
}

export function newAccountSchema(method: AccountMethod) {
  const credentials = method.fields.filter((field) => !isRegion(field));
  return z.object({
    name: nameSchema,
    ...schemaOfFields(method.fields.filter(isRegion)).shape,
    credentials: schemaOfFields(credentials),
  });
}

/** Credential fields a draft has a place for; never one that is secret. */
const isKept = (field: FieldSpec): field is FieldSpec & { name: 'accessKeyId' | 'roleArn' } =>
  (field.name === 'accessKeyId' || field.name === 'roleArn') && field.kind !== 'secret';

/** What is left of a draft for the form; `name` where the draft has none yet. A secret never is left: it has to be typed again. */
export function newAccountDefaults(method: AccountMethod, content: Partial<DraftContent>, name: string): NewAccountValues {
  const credentials = Object.fromEntries(
    method.fields.filter((field) => !isRegion(field)).map((field) => [field.name, content.method === method.method && isKept(field) ? (content[field.name] ?? '') : '']),
  );
  return { name: content.accountName ?? name, region: content.region ?? '', credentials };
}

/** What a draft keeps of the form: never a secret, and nothing its field refuses, which may be a secret in the wrong field. */
export function draftOfNewAccount(method: AccountMethod, values: NewAccountValues): DraftPatch {
  const kept = method.fields.filter(isKept).map((field) => {
    const reading = readField(field, values.credentials[field.name]);
    return [field.name, reading.ok ? reading.value : undefined];
  });
  return {
    accountMode: 'new',
    method: method.method,
    accountName: values.name,
    region: values.region,
    ...(Object.fromEntries(kept) as DraftPatch),
  };
}

/** Whether somebody comes back to a form whose secrets were not kept. */
export const mustTypeSecretAgain = (content: Partial<DraftContent>): boolean =>
  content.accountMode === 'new' && content.accountId === undefined && (content.accessKeyId ?? '') !== '';
