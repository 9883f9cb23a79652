// oxlint-disable-next-line no-control-regex -- control characters are what this refuses
const controlCharacter = /[\u0000-\u001f\u007f-\u009f]/;

/** PURE. False for NUL and lone surrogates: they come back changed, or not at all, from one database or another. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** PURE. Storable, and without any control character: what an id or a name may be made of. */
export function isPlainName(text: string): boolean {
  return text.isWellFormed() && !controlCharacter.test(text);
}

/** PURE. Names that reach the prototype of an object in JavaScript, here or in whatever reads the records. */
export function isForbidden(name: string): boolean {
  return name === '__proto__' || name === 'constructor' || name === 'prototype';
}
