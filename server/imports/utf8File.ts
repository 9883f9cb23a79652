import { isUtf8 } from 'node:buffer';
import { fileProblem } from './fileProblem.ts';
import type { FileSource } from './fileSource.ts';

/** UTF-16 without a mark has a NUL in every second byte of plain text. */
const nulsWithin = 1_024;
const saveAs = 'Save it as UTF-8 (in Excel: "CSV UTF-8") and upload it again.';

/** The bytes of a file, without a byte order mark and cut between characters; rejects with `file_invalid` and the line where they are not UTF-8. */
export async function* readUtf8(source: FileSource): AsyncGenerator<Buffer> {
  let offset = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const read of source.read()) {
    if (offset === 0) refuseUtf16(read);
    const bytes = rest.length === 0 ? read : Buffer.concat([rest, read]);
    const end = wholeCharacters(bytes);
    const text = bytes.subarray(0, end);
    if (!isUtf8(text)) throw await notUtf8(source, offset, text);
    rest = bytes.subarray(end);
    if (text.length > 0) yield offset === 0 && text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text;
    offset += end;
  }
  if (rest.length > 0) throw await notUtf8(source, offset, rest);
}

function refuseUtf16(start: Buffer): void {
  const isMarked = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  const head = start.subarray(0, nulsWithin);
  if (isMarked || head.filter((byte) => byte === 0).length * 4 > head.length) throw fileProblem(`The file is UTF-16. ${saveAs}`);
}

/** Where the last character that may be incomplete begins, at most three bytes before the end. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

async function notUtf8(source: FileSource, offset: number, bytes: Buffer): Promise<Error> {
  let line = 1;
  let before = offset;
  if (before > 0) {
    for await (const read of source.read()) {
      line += breaksIn(read.subarray(0, before));
      before -= read.length;
      if (before <= 0) break;
    }
  }
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(0x0a, start)) {
    line += 1;
    start = end + 1;
  }
  return fileProblem(`The file is not UTF-8: line ${line.toLocaleString('en')} holds other bytes. ${saveAs}`);
}

function breaksIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}
