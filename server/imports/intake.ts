import { createHash } from 'node:crypto';
import type { ImportFormat } from '../../shared/import.ts';
import { refuseOtherContent } from './contentSniff.ts';

/** Bytes between two checks. */
const checkEveryBytes = 8 * 1024 * 1024;

export interface StoredFile {
  readonly bytes: number;
  /** SHA-256 in hex. */
  readonly sha256: string;
}

/** A file on its way in. */
export interface Intake {
  /** The chunks of it as they come; once only. Rejects with `file_invalid` where the first shows that it is of another kind, and with what `check` throws. */
  readonly chunks: AsyncIterable<Buffer>;
  /** What all of them were. */
  stored(): StoredFile;
}

/** `check` is asked now and then, with the bytes so far. */
export function takeIn(format: ImportFormat, body: AsyncIterable<Buffer>, check: (bytes: number) => Promise<void>): Intake {
  const hash = createHash('sha256');
  let bytes = 0;
  let checkAt = 0;

  async function* pass(): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      if (bytes === 0) refuseOtherContent(chunk, format);
      if (bytes >= checkAt) {
        await check(bytes);
        checkAt = bytes + checkEveryBytes;
      }
      hash.update(chunk);
      yield chunk;
      bytes += chunk.length;
    }
  }
  return { chunks: pass(), stored: () => ({ bytes, sha256: hash.digest('hex') }) };
}
