import type { Json, JsonObject } from '../../shared/profile.ts';

/** So many are named. */
const named = 3;

interface Part {
  readonly path: string;
  readonly bytes: number;
}

/**
 * What a record that is too large is made of: its largest values by their place in the record, for whoever has to decide
 * what to leave out, `Largest: bio (3.9 KiB), loyalty.history (120 bytes).` `text` is the record as JSON.
 */
export function largestParts(text: string): string {
  const record = JSON.parse(text) as JsonObject;
  // Within an envelope only what is in it can be left out.
  const body = typeof record.specversion === 'string' && isObject(record.data) ? record.data : record;
  const largest = [...partsOf(body, '')].toSorted((a, b) => b.bytes - a.bytes).slice(0, named);
  return `Largest: ${largest.map(({ path, bytes }) => `${path} (${formatBytes(bytes)})`).join(', ')}.`;
}

/** The values a mapping names; segments and identities each as one part per namespace. */
function* partsOf(object: JsonObject, prefix: string): Generator<Part> {
  for (const [name, value] of Object.entries(object)) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const isWhole = prefix === 'segmentMembership' || prefix === 'identityMap';
    if (isObject(value) && !isWhole) yield* partsOf(value, path);
    else yield { path, bytes: Buffer.byteLength(JSON.stringify(value)) };
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function formatBytes(bytes: number): string {
  if (bytes === 1) return '1 byte';
  return bytes < 1_024 ? `${bytes} bytes` : `${(bytes / 1_024).toFixed(1)} KiB`;
}
