/** Where and why a text stops being JSON. */
export interface SyntaxProblem {
  /** Position of the first character that does not fit, in UTF-16 code units from 0. */
  readonly offset: number;
  /** What is there, with at most one character of the text. */
  readonly message: string;
}

export type ParsedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: SyntaxProblem };

/** PURE. `JSON.parse` that never throws and always knows the position; the engine's own message may hold neither it nor only it. */
export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, problem: locateProblem(text) };
  }
}

/** PURE. Whether brackets nest more than `levels` deep anywhere in the text; needs no valid JSON. */
export function nestsDeeper(text: string, levels: number): boolean {
  let level = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x22) {
      at = endOfString(text, at);
      if (at === -1) return false;
    } else if (character === 0x7b || character === 0x5b) {
      level += 1;
      if (level > levels) return true;
    } else if (character === 0x7d || character === 0x5d) level -= 1;
  }
  return false;
}

/** Position of the quote that ends the string begun at `start`, or -1. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end';

const space = /[ \t\r\n]*/y;
// oxlint-disable-next-line no-control-regex -- a raw control character ends a valid string
const stringBody = /"(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Reads the text again, by hand, up to the place where it goes wrong. Only for texts that `JSON.parse` refused. */
function locateProblem(text: string): SyntaxProblem {
  const open: ('{' | '[')[] = [];
  let at = 0;
  let expected = 'value' as Expected;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  for (;;) {
    skip(space);
    const character = text[at];
    if (character === undefined) return { offset: at, message: text.trim() === '' ? 'there is nothing' : 'it ends too early' };
    if (expected === 'comma or end' && open.length === 0) return { offset: at, message: `there is more after the end, beginning with ${quoted(text, at)},` };
    const closes = open.at(-1) === '{' ? '}' : ']';
    const mayClose = expected === 'comma or end' || expected === 'key or end' || expected === 'value or end';
    if (mayClose && character === closes) {
      at += 1;
      open.pop();
      expected = 'comma or end';
    } else if (expected === 'comma or end' && character === ',') {
      at += 1;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (expected === 'colon' && character === ':') {
      at += 1;
      expected = 'value';
    } else if (character === '"' && expected !== 'colon' && expected !== 'comma or end') {
      skip(stringBody);
      if (text[at] !== '"') return { offset: at, message: at >= text.length ? 'a text has no closing quote' : `${quoted(text, at)} cannot stand in a text` };
      at += 1;
      if (expected === 'key' || expected === 'key or end') expected = 'colon';
      else expected = 'comma or end';
    } else if ((expected === 'value' || expected === 'value or end') && (character === '{' || character === '[')) {
      at += 1;
      open.push(character);
      expected = character === '{' ? 'key or end' : 'value or end';
    } else if ((expected === 'value' || expected === 'value or end') && skip(scalar)) expected = 'comma or end';
    else return { offset: at, message: `${quoted(text, at)} does not fit` };
  }
}

function quoted(text: string, at: number): string {
  return JSON.stringify(String.fromCodePoint(text.codePointAt(at) as number));
}
