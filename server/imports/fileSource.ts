import { createReadStream } from 'node:fs';

/** Read at once, bytes: some ten milliseconds of work lie between two turns of the event loop. */
export const chunkBytes = 64 * 1024;

/** Where a file is read from. */
export interface FileSource {
  /** Its bytes from the beginning, each time anew. */
  read(): AsyncIterable<Buffer>;
  /** A path under which the whole of it is, for readers that jump about in it. */
  path(): Promise<string>;
}

/** A file of this disk. */
export const onDisk = (path: string): FileSource => ({
  read: () => createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>,
  path: () => Promise.resolve(path),
});
