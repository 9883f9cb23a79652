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

/** Goes through a file as it comes in. Rejects with `file_invalid` where it is of another kind, and with what `check` throws, which is asked now and then with the bytes so far. */
export async function takeIn(
  format: ImportFormat,
  body: AsyncIterable<Buffer>,
  check: (bytes: number) => Promise<void>,
  store: (chunk: Buffer) => Promise<void>,
): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  let checkAt = 0;
  for await (const chunk of body) {
    if (bytes === 0) refuseOtherContent(chunk, format);
    if (bytes >= checkAt) {
      await check(bytes);
      checkAt = bytes + checkEveryBytes;
    }
    hash.update(chunk);
    await store(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
