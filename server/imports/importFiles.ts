import { createReadStream, mkdirSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ImportFormat } from '../../shared/import.ts';
import type { ImportRow } from '../store/importStore.ts';
import { onDisk, type FileSource } from './fileSource.ts';
import { takeIn, type StoredFile } from './intake.ts';

/** What is left on a disk. */
export interface Leftover {
  readonly id: string;
  readonly kind: 'file' | 'report';
  /** When something was last written to it, epoch milliseconds. */
  readonly writtenAt: number;
}

/** An error report that is being written. */
export interface ReportFile {
  /** Bytes that were there when it was opened. */
  readonly length: number;
  write(content: Buffer, at: number): Promise<void>;
  close(): Promise<void>;
}

/** Another process works on the import by now, or somebody ended it: this one has nothing to write any more. */
export class ClaimLost extends Error {}

/** Uploaded files and error reports, under names made of ids: what people call their files is nowhere. */
export interface ImportFiles {
  /** Stores a file as it comes in. Whatever goes wrong, nothing of it stays. `check` is asked now and then, with the bytes so far that take room on this disk, and may throw. */
  receive(id: string, format: ImportFormat, body: AsyncIterable<Buffer>, check: (bytes: number) => Promise<void>): Promise<StoredFile>;
  /** A stored file. Reading it rejects with `file_invalid` where it is not as it came in. */
  source(file: Pick<ImportRow, 'id' | keyof StoredFile>): FileSource;
  /** Nobody reads the file here any more: what this process has of it for itself goes. */
  release(id: string): Promise<void>;
  removeFile(id: string): Promise<void>;
  /** Goes on with a report where it had `bytes`, which is the length a checkpoint noted; 0: begins anew. This and writing to it reject with `ClaimLost`. */
  openReport(id: string, bytes: number, runner: string): Promise<ReportFile>;
  /** The first bytes of a report. */
  readReport(id: string, bytes: number): AsyncIterable<Buffer>;
  removeReport(id: string): Promise<void>;
  /** Removes what a crash left behind: of all that is here, what is not needed. */
  sweep(isNeeded: (file: Leftover) => Promise<boolean>): Promise<void>;
}

const reportSuffix = '.errors.csv';

/** On the disk of the only process there is. `folder` is made if need be, for its owner only, and so is everything in it. */
export function createImportFiles(folder: string): ImportFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: string): string => path.join(folder, id);
  const reportOf = (id: string): string => path.join(folder, `${id}${reportSuffix}`);
  const remove = (file: string): Promise<void> => rm(file, { force: true });

  return {
    async receive(id, format, body, check) {
      const file = await open(pathOf(id), 'wx', 0o600);
      try {
        const intake = takeIn(format, body, check);
        for await (const chunk of intake.chunks) await file.writeFile(chunk);
        await file.sync();
        return intake.stored();
      } catch (thrown) {
        await remove(pathOf(id));
        throw thrown;
      } finally {
        await file.close();
      }
    },
    source: ({ id }) => onDisk(pathOf(id)),
    release: () => Promise.resolve(),
    removeFile: (id) => remove(pathOf(id)),
    async openReport(id, bytes) {
      const file = await open(reportOf(id), bytes === 0 ? 'w' : 'r+', 0o600);
      const length = Math.min(bytes, (await file.stat()).size);
      await file.truncate(length);
      return {
        length,
        write: async (content, at) => void (await file.write(content, 0, content.length, at)),
        close: () => file.close(),
      };
    },
    readReport: (id, bytes) => createReadStream(reportOf(id), { end: bytes - 1 }) as AsyncIterable<Buffer>,
    removeReport: (id) => remove(reportOf(id)),
    sweep: (isNeeded) =>
      sweepFolder(folder, isNeeded, (name) => (name.endsWith(reportSuffix) ? { id: name.slice(0, -reportSuffix.length), kind: 'report' } : { id: name, kind: 'file' })),
  };
}

/** Removes the files of a folder that are not needed; `what`: what a name stands for. */
export async function sweepFolder(folder: string, isNeeded: (file: Leftover) => Promise<boolean>, what: (name: string) => Pick<Leftover, 'id' | 'kind'>): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found !== null && !(await isNeeded({ ...what(name), writtenAt: found.mtimeMs }))) await rm(file, { force: true });
  }
}
