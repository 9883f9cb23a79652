import { z } from 'zod';

/** Longest name a person can give a thing: characters as people count them, and bytes of UTF-8, since one character can be many. */
export const nameMaxLength = 120;
const nameMaxBytes = 1_000;
export const descriptionMaxLength = 1_000;

// oxlint-disable-next-line no-control-regex -- control characters are what this refuses
const controlCharacter = /[\u0000-\u001f\u007f-\u009f]/u;
// oxlint-disable-next-line no-control-regex -- the same, with line breaks and tabs allowed
const controlCharacterButLines = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u;
const hiddenMarks = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

const isText = (value: string): boolean => value.isWellFormed() && !controlCharacter.test(value);

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Why a name is too long; null: it is not. Counting is bounded: nobody types more than a few thousand characters. */
function lengthProblem(name: string): string | null {
  const length = name.length <= nameMaxLength ? name.length : name.length > 20_000 ? name.length : [...graphemes.segment(name)].length;
  if (length > nameMaxLength) return `The name can be at most ${nameMaxLength} characters long; this has ${length}.`;
  return new TextEncoder().encode(name).length > nameMaxBytes ? 'The name is too long: its characters are made of too many parts. Shorten it.' : null;
}

/** A name people read: hidden direction and zero-width marks are removed, white space at the ends too; no control characters. Shown literally, whatever it holds. */
export const nameSchema = z
  .string('The name is needed.')
  .max(nameMaxBytes, { error: ({ input }) => lengthProblem(input as string) ?? undefined })
  .refine(isText, 'The name holds a control character or broken text. Type it again.')
  .transform((value) => value.replace(hiddenMarks, '').trim())
  .pipe(
    z
      .string()
      .min(1, 'The name is needed.')
      .refine((name) => lengthProblem(name) === null, { error: ({ input }) => lengthProblem(input as string) ?? undefined }),
  );

/** What to say beneath a name about how it is read; null: nothing. */
export function nameNote(typed: string): string | null {
  const removed = typed.match(hiddenMarks)?.length ?? 0;
  return removed === 0 ? null : `${removed} hidden ${removed === 1 ? 'character was' : 'characters were'} left out.`;
}

/** A tag or label people sort by. */
export const labelSchema = z
  .string('A label must be text.')
  .min(1, 'A label cannot be empty.')
  .max(64, 'A label can be at most 64 characters long.')
  .refine(isText, 'The label holds a control character or broken text. Type it again.');

/** Free text of several lines. */
export const descriptionSchema = z
  .string('The description must be text.')
  .max(descriptionMaxLength, `The description can be at most ${descriptionMaxLength} characters long.`)
  .refine((value) => value.isWellFormed() && !controlCharacterButLines.test(value), 'The description holds a control character or broken text. Type it again.');

/** The form in which two names are compared: `VIP` and `vip`, and `café` however it is encoded, are the same name. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** An RFC 3339 time in UTC, as every answer holds it. */
export const timeSchema = z.string();
