import type { Transform } from '../../shared/activation.ts';
import type { PersonalKind, ProfileField, ProfileFields } from '../../shared/profileFields.ts';
import { formatCount, formatShare } from '../ui/format.ts';
import type { Suggestion } from '../ui/suggestions.ts';

export const personalTexts: Readonly<Record<PersonalKind, string>> = {
  email: 'e-mail address',
  phone: 'phone number',
  name: 'name of a person',
  address: 'postal address',
  birth_date: 'date of birth',
  ip_address: 'IP address',
};

/** Transforms after which a value no longer says who somebody is. */
export const hidingTransforms: ReadonlySet<Transform> = new Set(['sha256', 'sha256_normalized', 'mask']);

/** What profiles hold, to pick from: how many people have it, what it looks like, whether it is personal. */
export function fieldSuggestions(fields: readonly ProfileField[]): Suggestion[] {
  return fields.map(({ path, kinds, filled, examples, personal }) => {
    const parts = [`${formatShare(filled, 1)} of people`, kinds.join(' or '), ...(personal === null ? [] : [`personal: ${personalTexts[personal]}`])];
    return { value: path, label: path, detail: `${parts.join(' · ')}${examples[0] === undefined ? '' : ` · for example ${examples[0]}`}` };
  });
}

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What to say beneath a mapped attribute: that nobody looked at has it, or that it leaves readable. Null: nothing. */
export function attributeNote(fields: ProfileFields | undefined, typed: string, transform: Transform): string | null {
  const path = typed.trim();
  if (fields === undefined || path === '') return null;
  const found = fields.attributes.filter((field) => field.path === path || field.path.startsWith(`${path}.`));
  if (found.length === 0) return `None of the ${formatCount(fields.sampled)} people looked at has this. Check the spelling.`;
  const personal = [...new Set(found.flatMap((field) => (field.personal === null ? [] : [personalTexts[field.personal]])))];
  if (personal.length === 0 || hidingTransforms.has(transform)) return null;
  return `${capitalised(personal.join(', '))}: leaves readable. SHA-256 or masking hides it.`;
}

/** The identities that leave readable and say who somebody is; null: none that is known. `sent`: namespaces, or all. */
export function identityNote(fields: ProfileFields | undefined, sent: 'all' | readonly string[]): string | null {
  const open = (fields?.identities ?? []).filter(({ path, personal }) => personal !== null && (sent === 'all' || sent.includes(path)));
  if (open.length === 0) return null;
  return `Readable personal data: ${open.map(({ path, personal }) => `${path} (${personalTexts[personal as PersonalKind]})`).join(', ')}. Send only what the reader needs.`;
}
