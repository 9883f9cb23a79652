import { nameKey } from '../../shared/text.ts';

/** `base`, or `base 2`, `base 3`, … where that name is taken. */
export function uniqueName(base: string, taken: readonly string[]): string {
  const keys = new Set(taken.map(nameKey));
  let name = base;
  for (let number = 2; keys.has(nameKey(name)); number += 1) name = `${base} ${number}`;
  return name;
}
