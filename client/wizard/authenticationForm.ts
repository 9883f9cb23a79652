import { z } from 'zod';
import type { DestinationType } from '../../shared/destination.ts';
import type { DraftContent } from '../../shared/draft.ts';
import { schemaOfFields } from '../../shared/fieldSpec.ts';
import { nameSchema } from '../../shared/text.ts';

export type AccountMethod = DestinationType['accountFields'][number];

/** The form of a new account: the paths are those of `POST /api/accounts`. */
export interface NewAccountValues {
  name: string;
  region: string;
  credentials: Record<string, string>;
}

const isRegion = (field: { name: string }): boolean => field.name === 'region';

/** Fields beside `credentials` stand at the top of the request; the others inside it. */
export const pathOfField = (field: { name: string }): string => (isRegion(field) ? field.name : `credentials.${field.name}`);

export function newAccountSchema(method: AccountMethod) {
  const credentials = method.fields.filter((field) => !isRegion(field));
  return z.object({
    name: nameSchema,
    ...schemaOfFields(method.fields.filter(isRegion)).shape,
    credentials: schemaOfFields(credentials),
  });
}

/** What is left of a draft for the form; `name` where the draft has none yet. A secret never is left: it has to be typed again. */
export function newAccountDefaults(method: AccountMethod, content: Partial<DraftContent>, name: string): NewAccountValues {
  const credentials = Object.fromEntries(
    method.fields
      .filter((field) => !isRegion(field))
      .map((field) => [field.name, field.name === 'accessKeyId' && content.method === method.method ? (content.accessKeyId ?? '') : '']),
  );
  return { name: content.accountName ?? name, region: content.region ?? '', credentials };
}

/** What a draft keeps of the form: never a secret. */
export function draftOfNewAccount(method: AccountMethod, values: NewAccountValues): Partial<DraftContent> {
  const keyId = values.credentials['accessKeyId'];
  const mayKeepKeyId = method.fields.some((field) => field.name === 'accessKeyId' && field.kind !== 'secret');
  return {
    accountMode: 'new',
    method: method.method,
    accountName: values.name,
    region: values.region,
    ...(mayKeepKeyId && keyId !== undefined ? { accessKeyId: keyId } : {}),
  };
}

/** Whether somebody comes back to a form whose secrets were not kept. */
export const mustTypeSecretAgain = (content: Partial<DraftContent>): boolean =>
  content.accountMode === 'new' && content.accountId === undefined && (content.accessKeyId ?? '') !== '';
