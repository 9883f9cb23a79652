import { z } from 'zod';

/**
 * A form field described as data. A destination type declares its fields once; the page draws them, and the page and
 * the API check them by the same schema (`schemaOfFields`), so that the two cannot drift apart.
 */
export const fieldRuleSchema = z.object({
  /** Source of a regular expression without flags; anchored and linear, since it runs on what people paste. */
  pattern: z.string(),
  /** `accept`: the value must match. `refuse`: the value must not match. */
  when: z.enum(['accept', 'refuse']),
  message: z.string(),
});

export const fieldSpecSchema = z.object({
  /** The key in the request, for example `accessKeyId`. */
  name: z.string(),
  label: z.string(),
  kind: z.enum(['text', 'secret', 'suggest', 'multiline']),
  required: z.boolean(),
  help: z.string(),
  placeholder: z.string().optional(),
  /** Lengths in UTF-16 code units, after trimming. */
  minLength: z.int().optional(),
  maxLength: z.int(),
  /** For `suggest`: known values; free text stays allowed. */
  suggestions: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  /** The text is read in these letters, however it was typed. */
  letters: z.enum(['upper', 'lower']).optional(),
  /** Checked in order, in the letters above; the first that speaks wins. */
  rules: z.array(fieldRuleSchema),
  /** What to mention beneath the field where the text as typed matches; it is accepted all the same. */
  hints: z.array(z.object({ pattern: z.string(), message: z.string() })).optional(),
  /** What people paste into the wrong field: each group of the pattern belongs in the field of that place; `action` is on the button that puts it there. */
  slips: z.array(z.object({ pattern: z.string(), fields: z.array(z.string()), action: z.string() })).optional(),
});
export type FieldSpec = z.infer<typeof fieldSpecSchema>;

/** Zero-width and direction marks that come along when people paste: nobody types them, and nobody sees them. */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** What a person meant to paste: without invisible marks, and without white space at either end. White space inside stays, for the rules to judge. */
export function cleanPasted(value: string): string {
  return value.replace(invisible, '').trim();
}

/** What a field makes of what was typed; `undefined`: an optional field that was left empty. */
export type Reading = { readonly ok: true; readonly value: string | undefined } | { readonly ok: false; readonly message: string };

const refused = (message: string): Reading => ({ ok: false, message });

/** Cleans what was typed into a field and checks it. No message holds what was typed. */
export function readField(field: FieldSpec, raw: string | undefined): Reading {
  const tooLong = (length: number): Reading => refused(`${field.label} can be at most ${field.maxLength} characters long; this has ${length}.`);
  if (raw !== undefined && raw.length > field.maxLength + 1_000) return tooLong(raw.length);
  const cleaned = raw === undefined ? '' : cleanPasted(raw);
  if (cleaned === '') return field.required ? refused(`${field.label} is needed.`) : { ok: true, value: undefined };
  if (cleaned.length > field.maxLength) return tooLong(cleaned.length);
  const value = inLetters(field, cleaned);
  for (const rule of field.rules) {
    if (new RegExp(rule.pattern, 'u').test(value) !== (rule.when === 'accept')) return refused(rule.message);
  }
  if (field.minLength !== undefined && value.length < field.minLength) return refused(`${field.label} needs at least ${field.minLength} characters; this has ${value.length}.`);
  return { ok: true, value };
}

/** Plain letters only: a foreign one that becomes plain in the other case stays what it is, for the rules to find. */
function inLetters({ letters }: FieldSpec, text: string): string {
  if (letters === undefined) return text;
  return letters === 'upper' ? text.replace(/[a-z]+/g, (part) => part.toUpperCase()) : text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
}

/** What to say beneath a field about how its text is read; null: nothing. */
export function readingNote(field: FieldSpec, raw: string): string | null {
  if (raw.length > field.maxLength + 1_000) return null;
  const cleaned = cleanPasted(raw);
  if (cleaned === '') return null;
  const removed = raw.length - cleaned.length;
  const notes = [
    ...(removed === 0 ? [] : [`${removed} blank or hidden ${removed === 1 ? 'character was' : 'characters were'} left out.`]),
    ...(inLetters(field, cleaned) === cleaned ? [] : [`Will be saved in ${field.letters} case.`]),
    ...(field.hints ?? []).filter(({ pattern }) => new RegExp(pattern, 'u').test(cleaned)).map(({ message }) => message),
  ];
  return notes.length === 0 ? null : notes.join(' ');
}

/** What was pasted into one field and belongs in others: the text for each of them. */
export interface Slip {
  readonly action: string;
  /** By the name of the field. */
  readonly texts: Readonly<Record<string, string>>;
}

/** The first slip of a field that a text is; null: it is none. */
export function slipIn(field: FieldSpec, raw: string): Slip | null {
  if (raw.length > field.maxLength + 1_000) return null;
  for (const { pattern, fields, action } of field.slips ?? []) {
    const found = new RegExp(pattern, 'u').exec(cleanPasted(raw));
    if (found !== null) return { action, texts: Object.fromEntries(fields.map((name, index) => [name, found[index + 1] ?? ''])) };
  }
  return null;
}

function schemaOfField(field: FieldSpec): z.ZodType<string | undefined, string | undefined> {
  return z
    .string(`${field.label} must be text.`)
    .optional()
    .transform((raw, context) => {
      const reading = readField(field, raw);
      if (reading.ok) return reading.value;
      context.addIssue({ code: 'custom', message: reading.message });
      return z.NEVER;
    });
}

/** A strict object schema with one key per field. Parsing cleans what was pasted; an optional field that is left empty is `undefined`. */
export function schemaOfFields(fields: readonly FieldSpec[]): z.ZodObject<Record<string, z.ZodType<string | undefined, string | undefined>>> {
  return z.strictObject(Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)])));
}
