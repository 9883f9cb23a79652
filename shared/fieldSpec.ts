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
  /** Checked in order; the first that speaks wins. */
  rules: z.array(fieldRuleSchema),
});
export type FieldSpec = z.infer<typeof fieldSpecSchema>;

/** Zero-width and direction marks that come along when people paste: nobody types them, and nobody sees them. */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/** What a person meant to paste: without invisible marks, and without white space at either end. White space inside stays, for the rules to judge. */
export function cleanPasted(value: string): string {
  return value.replace(invisible, '').trim();
}

function schemaOfField(field: FieldSpec): z.ZodType<string | undefined, string | undefined> {
  return z
    .string(`${field.label} must be text.`)
    .optional()
    .transform((raw, context) => {
      if (raw !== undefined && raw.length > field.maxLength + 1_000) {
        context.addIssue({ code: 'custom', message: `${field.label} can be at most ${field.maxLength} characters long; this has ${raw.length}.` });
        return z.NEVER;
      }
      const value = raw === undefined ? '' : cleanPasted(raw);
      const refuse = (message: string): never => {
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      };
      if (value === '') return field.required ? refuse(`${field.label} is needed.`) : undefined;
      if (value.length > field.maxLength) return refuse(`${field.label} can be at most ${field.maxLength} characters long; this has ${value.length}.`);
      for (const rule of field.rules) {
        if (new RegExp(rule.pattern, 'u').test(value) !== (rule.when === 'accept')) return refuse(rule.message);
      }
      if (field.minLength !== undefined && value.length < field.minLength) return refuse(`${field.label} needs at least ${field.minLength} characters; this has ${value.length}.`);
      return value;
    });
}

/** A strict object schema with one key per field. Parsing cleans what was pasted; an optional field that is left empty is `undefined`. */
export function schemaOfFields(fields: readonly FieldSpec[]): z.ZodObject<Record<string, z.ZodType<string | undefined, string | undefined>>> {
  return z.strictObject(Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)])));
}
