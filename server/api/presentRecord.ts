import type { Json } from '../../shared/profile.ts';
import type { ValuesShown } from '../../shared/segmentProfile.ts';
import { maskPersonal } from './presentSample.ts';

/** PURE. A record of the stream as far as `shown` allows; `data` is null where nothing of it may be shown. */
export function presentRecord(data: string, shown: ValuesShown): { data: string | null; isMasked: boolean } {
  if (shown === 'readable') return { data, isMasked: false };
  const value = shown === 'masked' ? parsed(data) : undefined;
  if (value === undefined) return { data: null, isMasked: true };
  const masked = maskPersonal([], value);
  return masked === value ? { data, isMasked: false } : { data: JSON.stringify(masked), isMasked: true };
}

/** Undefined for what is no JSON: nobody can tell what in it is personal. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
