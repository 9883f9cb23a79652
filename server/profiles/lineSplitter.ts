/** One line of bytes without its line break; `content` is null when it is larger than the limit and was not kept. `number`: from 1, empty lines counted. */
export interface RawLine {
  readonly number: number;
  readonly size: number;
  readonly content: Buffer | null;
}

/**
 * Cuts a stream of bytes into lines at LF, with a CR before it taken off. Splitting bytes is safe in UTF-8, and one
 * line of broken text costs no other. Holds at most one line of `maxBytes`. Empty lines are left out here, byte by byte:
 * as lines of their own, 32 MiB of them (32 KiB of gzip) would keep the process busy for more than a minute.
 */
export function createLineSplitter(maxBytes: number): { push(chunk: Buffer): RawLine[]; end(): RawLine[] } {
  let parts: Buffer[] = [];
  let size = 0;
  let number = 1;

  /** Keeps the beginning of a line; one byte more than allowed, since it may be the CR. */
  const keep = (piece: Buffer): void => {
    size += piece.length;
    if (size > maxBytes + 1) parts = [];
    else if (piece.length > 0) parts.push(piece);
  };
  const complete = (): RawLine => {
    const content = size > maxBytes + 1 ? null : parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
    const line = { number, ...withoutReturn(content, size, maxBytes) };
    parts = [];
    size = 0;
    return line;
  };

  return {
    push(chunk) {
      const lines: RawLine[] = [];
      const skipBreaks = (from: number): number => {
        const to = afterBreaks(chunk, from);
        for (let at = from; at < to; at += 1) if (chunk[at] === 0x0a) number += 1;
        return to;
      };
      let start = size === 0 ? skipBreaks(0) : 0;
      for (let end = chunk.indexOf(0x0a, start); end !== -1; end = chunk.indexOf(0x0a, start)) {
        keep(chunk.subarray(start, end));
        const line = complete();
        if (line.size > 0) lines.push(line);
        number += 1;
        start = skipBreaks(end + 1);
      }
      keep(chunk.subarray(start));
      return lines;
    },
    end: () => (size === 0 ? [] : [complete()].filter((line) => line.size > 0)),
  };
}

/** The first place from `start` on where no line break stands. */
function afterBreaks(chunk: Buffer, start: number): number {
  let at = start;
  while (chunk[at] === 0x0a || (chunk[at] === 0x0d && chunk[at + 1] === 0x0a)) at += 1;
  return at;
}

function withoutReturn(content: Buffer | null, size: number, maxBytes: number): Omit<RawLine, 'number'> {
  const line = content !== null && content.at(-1) === 0x0d ? content.subarray(0, -1) : content;
  if (line === null || line.length > maxBytes) return { size, content: null };
  return { size: line.length, content: line };
}
