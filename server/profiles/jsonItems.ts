/**
 * A part of a JSON document that is one value or a list of values: where an item lies in the bytes, where the document
 * itself is broken, or `pause`, a good moment to let others work.
 */
export type JsonPart = { readonly kind: 'item'; readonly start: number; readonly end: number } | { readonly kind: 'problem'; readonly offset: number } | { readonly kind: 'pause' };

/** Bytes scanned between two pauses: a few milliseconds. */
const pauseEveryBytes = 1024 * 1024;

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;

/**
 * PURE. Cuts a JSON list into its items without parsing them, so that one large document can be taken a piece at a
 * time; anything that is no list is one item. Whether an item is JSON is for its parser to say: only what lies between
 * the items is checked here. Ends after a problem. White space alone has no items.
 */
export function* jsonItems(bytes: Uint8Array): Generator<JsonPart> {
  const first = skipSpace(bytes, 0);
  if (first === bytes.length) return;
  if (bytes[first] !== 0x5b) {
    yield { kind: 'item', start: first, end: withoutSpace(bytes, bytes.length) };
    return;
  }
  let start = skipSpace(bytes, first + 1);
  let depth = 0;
  let inString = false;
  let items = 0;
  for (let at = start; at < bytes.length; at += 1) {
    if (at % pauseEveryBytes === 0) yield { kind: 'pause' };
    const byte = bytes[at] as number;
    if (inString) {
      if (byte === backslash) at += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (depth > 0 && (byte === 0x7d || byte === 0x5d)) depth -= 1;
    else if (depth === 0 && (byte === comma || byte === 0x5d)) {
      const empty = at === start;
      const closes = byte === 0x5d;
      if (empty && !(closes && items === 0)) {
        yield { kind: 'problem', offset: at };
        return;
      }
      if (!empty) yield { kind: 'item', start, end: withoutSpace(bytes, at) };
      items += 1;
      start = skipSpace(bytes, at + 1);
      if (closes) {
        if (start < bytes.length) yield { kind: 'problem', offset: start };
        return;
      }
      at = start - 1;
    }
  }
  yield { kind: 'problem', offset: bytes.length };
}

/** PURE. What a JSON document is, judged by its first character; `nothing` for white space alone. */
export function rootOf(bytes: Uint8Array): 'object' | 'list' | 'nothing' | 'other' {
  const first = bytes[skipSpace(bytes, 0)];
  if (first === undefined) return 'nothing';
  return first === 0x7b ? 'object' : first === 0x5b ? 'list' : 'other';
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isSpace(bytes[at])) at += 1;
  return at;
}

/** Where the text ends that ends before `end` or has white space before it. */
function withoutSpace(bytes: Uint8Array, end: number): number {
  let at = end;
  while (isSpace(bytes[at - 1])) at -= 1;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
