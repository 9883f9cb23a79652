import { hash } from 'node:crypto';

/** PURE. `sha256_normalized`, everywhere the same: without white space at its ends, in lower case, then SHA-256 in hex. */
export function normalizedHash(text: string): string {
  return hash('sha256', text.trim().toLowerCase());
}
