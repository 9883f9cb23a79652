/** Characters of what was sent that a message repeats at most. */
const echoMaxLength = 40;

/** PURE. What somebody sent, as a message may repeat it: text cut and quoted, anything else by its kind. */
export function echo(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(clip(value)) : nameOfType(value);
}

/** PURE. One step of a path, cut to `echoMaxLength`. */
export function clip(part: string | number): string {
  if (typeof part === 'number') return String(part);
  return (part.length > echoMaxLength ? `${part.slice(0, echoMaxLength - 1)}…` : part).toWellFormed();
}

/** PURE. The kind of a JSON value in plain words. */
export function nameOfType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { string: 'text', number: 'a number', boolean: 'true or false', object: 'an object' }[typeof value as string] ?? 'missing';
}
