import { hash } from 'node:crypto';
import type { Transform } from '../../shared/activation.ts';
import type { Json } from '../../shared/profile.ts';
import { normalizedHash } from '../kit/normalizedHash.ts';

const byTransform: Record<Exclude<Transform, 'none'>, (text: string) => string> = {
  lowercase: (text) => text.toLowerCase(),
  trim: (text) => text.trim(),
  sha256: (text) => hash('sha256', text),
  sha256_normalized: normalizedHash,
  mask: (text) => (text.length <= 4 ? '*'.repeat(text.length) : '*'.repeat(text.length - 4) + text.slice(-4)),
};

/**
 * PURE. Applies a transform to a value: to text, to numbers and booleans as text, to each element of a list. An object
 * cannot be transformed and counts as missing (`undefined`), never as itself: what should have been hashed or masked
 * must not leave in clear.
 */
export function applyTransform(transform: Transform, value: Json): Json | undefined {
  if (transform === 'none') return value;
  if (typeof value === 'string') return byTransform[transform](value);
  if (typeof value === 'number' || typeof value === 'boolean') return byTransform[transform](String(value));
  if (!Array.isArray(value)) return undefined;
  const transformed = value.map((element) => applyTransform(transform, element));
  return transformed.includes(undefined) ? undefined : (transformed as Json[]);
}
