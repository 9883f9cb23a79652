import type { AttributeType, ColumnUse } from '../../shared/import.ts';
import { nestingMaxLevels, type Json } from '../../shared/profile.ts';
import { nameOfType } from '../profiles/echo.ts';
import { nestsDeeper, parseJson } from '../profiles/jsonText.ts';

/** What a cell says, or why it says nothing. Messages repeat no value: error reports outlive the file, and may not hold whom it is about. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

const plainNumber = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const email = /^\S[^\n]*@[^\s@]+$/;
const emailMaxLength = 254;
const sha256 = /^[0-9a-f]{64}$/;
const booleans: Readonly<Record<string, boolean>> = { true: true, yes: true, '1': true, false: false, no: false, '0': false };

const read = <T>(value: T): Read<T> => ({ ok: true, value });
const refuse = (message: string): Read<never> => ({ ok: false, message });

/** PURE. No value: the cell changes nothing. */
export function isEmpty(cell: unknown): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

/** PURE. An id as text, without white space at its ends; numbers as they are written. */
export function idText(cell: unknown): Read<string> {
  if (typeof cell === 'string') return read(cell.trim());
  if (typeof cell !== 'number') return refuse(`An id is text or a number, and this is ${nameOfType(cell)}.`);
  return Number.isSafeInteger(cell) ? read(String(cell)) : refuse('The number has more digits than can be kept exactly. Write long numbers as text.');
}

/** PURE. An identity as it is kept: hashed, by `hash`, where that was asked for. A namespace of hashes takes nothing else, so that no address gets there by mistake. */
export function identityText(cell: unknown, { namespace, hash: how }: Extract<ColumnUse, { use: 'identity' }>, hash: (text: string) => string): Read<string> {
  const id = idText(cell);
  if (!id.ok) return id;
  const isMail = /e-?mail/i.test(namespace);
  if (how === 'sha256_normalized') {
    if (isMail && (!email.test(id.value) || id.value.length > emailMaxLength)) return refuse('This is not an e-mail address. Correct it, or leave the cell empty.');
    return read(hash(id.value));
  }
  if (!/sha256/i.test(namespace)) return id;
  const lower = id.value.toLowerCase();
  return sha256.test(lower)
    ? read(lower)
    : refuse(`"${namespace}" holds SHA-256 hashes of 64 hexadecimal digits, and this is none. Choose to hash the column, or correct the value.`);
}

/** PURE. Whether somebody is in the segment, in the words of `POST /api/profiles` and in any case. */
export function statusOf(cell: unknown): Read<'realized' | 'exited'> {
  const status = typeof cell === 'string' ? cell.trim().toLowerCase() : '';
  if (status === 'existing') return read('realized');
  return status === 'realized' || status === 'exited' ? read(status) : refuse('The status must be "realized", "existing" or "exited".');
}

/** PURE. A value of an attribute. `isText`: the file has nothing but text, so JSON stands in it as text. */
export function attributeValue(cell: unknown, type: AttributeType, isText: boolean): Read<Json> {
  switch (type) {
    case 'text':
      if (typeof cell === 'object') return refuse(`This is ${nameOfType(cell)}, not text. Choose the type JSON for this column.`);
      return read(`${cell as string | number | boolean}`);
    case 'number':
      return numberOf(cell);
    case 'boolean': {
      const value = typeof cell === 'boolean' ? cell : booleans[String(cell).trim().toLowerCase()];
      return value === undefined ? refuse('This is neither true nor false. Write true or false.') : read(value);
    }
    case 'json':
      return isText && typeof cell === 'string' ? jsonOf(cell) : read(cell as Json);
  }
}

function numberOf(cell: unknown): Read<Json> {
  if (typeof cell === 'number') return read(cell);
  const text = typeof cell === 'string' ? cell.trim() : '';
  if (plainNumber.test(text)) return read(Number(text));
  return refuse(
    /^-?[\d.]+,\d+$/.test(text)
      ? 'Write the number with a decimal point instead of a comma, for example 1.5.'
      : 'This is not a number. Write it as 1234.5, without anything else in the cell.',
  );
}

function jsonOf(text: string): Read<Json> {
  if (nestsDeeper(text, nestingMaxLevels)) return refuse(`JSON can be nested at most ${nestingMaxLevels} levels deep. Flatten it.`);
  const parsed = parseJson(text);
  return parsed.ok ? read(parsed.value as Json) : refuse(`This is not JSON from character ${parsed.problem.offset + 1} on.`);
}
