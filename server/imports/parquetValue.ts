import type { Json } from '../../shared/profile.ts';

const timestamp = /^(-?\d{4,}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)(?:([+-]\d{2})(?::?(\d{2}))?)?$/;
/** Characters of a decimal that stays exact as a number. */
const exactDigits = 15;

/**
 * PURE. A value of Parquet as JSON: lists, structs and maps as lists and objects, times as RFC 3339 (UTC where the file
 * names no zone), whole numbers that JavaScript cannot hold exactly as text. Everything else as its text.
 */
export function plainValue(value: unknown): Json {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return value ?? null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
  if (typeof value !== 'object') return null;
  // Lists and arrays have items; a map has a list of entries, a struct an object of them; a decimal has a scale.
  if ('items' in value && Array.isArray(value.items)) return value.items.map(plainValue);
  if ('entries' in value && Array.isArray(value.entries)) return objectOf(value.entries.map(({ key, value: inner }) => [`${key}`, inner]));
  if ('entries' in value && typeof value.entries === 'object' && value.entries !== null) return objectOf(Object.entries(value.entries));
  // oxlint-disable-next-line typescript/no-base-to-string -- every value of the reader has a text of its own
  const text = String(value);
  if ('scale' in value) return text.length <= exactDigits ? Number(text) : text;
  return rfc3339(text);
}

function objectOf(entries: readonly (readonly [string, unknown])[]): Json {
  return Object.fromEntries(entries.map(([key, value]) => [key, plainValue(value)]));
}

function rfc3339(text: string): string {
  const match = timestamp.exec(text);
  if (match === null) return text;
  const [, day = '', time = '', hours, minutes = '00'] = match;
  return `${day}T${time}${hours === undefined || (hours === '+00' && minutes === '00') ? 'Z' : `${hours}:${minutes}`}`;
}
