import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ImportFormat } from '../../shared/import.ts';
import { refuseOtherContent } from './contentSniff.ts';

export interface StoredFile {
  readonly bytes: number;
  /** SHA-256 in hex. */
  readonly sha256: string;
}

/** Uploaded files and error reports, under names made of ids: what people call their files is nowhere on the disk. */
export interface ImportFiles {
  pathOf(id: string): string;
  reportOf(id: string): string;
  /** Stores a file as it comes in, readable for its owner only. Whatever goes wrong, nothing of it stays. `check` is asked now and then, with the bytes so far, and may throw. */
  receive(id: string, format: ImportFormat, body: AsyncIterable<Buffer>, check: (bytes: number) => Promise<void>): Promise<StoredFile>;
  removeFile(id: string): Promise<void>;
  removeReport(id: string): Promise<void>;
  /** Ids of which there is a file or a report. */
  list(): Promise<string[]>;
  /** When something was last written to a file, epoch milliseconds; 0: there is none. */
  writtenAt(id: string): Promise<number>;
}

const reportSuffix = '.errors.csv';
/** Bytes between two looks at the disk. */
const checkEveryBytes = 8 * 1024 * 1024;

/** `folder` is made if need be, for its owner only. */
export function createImportFiles(folder: string): ImportFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: string): string => path.join(folder, id);
  const reportOf = (id: string): string => path.join(folder, `${id}${reportSuffix}`);
  const remove = (file: string): Promise<void> => rm(file, { force: true });

  return {
    pathOf,
    reportOf,
    async receive(id, format, body, check) {
      const file = await open(pathOf(id), 'wx', 0o600);
      try {
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
          await file.writeFile(chunk);
          bytes += chunk.length;
        }
        await file.sync();
        return { bytes, sha256: hash.digest('hex') };
      } catch (thrown) {
        await remove(pathOf(id));
        throw thrown;
      } finally {
        await file.close();
      }
    },
    removeFile: (id) => remove(pathOf(id)),
    removeReport: (id) => remove(reportOf(id)),
    writtenAt: (id) =>
      stat(pathOf(id)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    list: async () => [...new Set((await readdir(folder)).map((name) => (name.endsWith(reportSuffix) ? name.slice(0, -reportSuffix.length) : name)))],
  };
}
