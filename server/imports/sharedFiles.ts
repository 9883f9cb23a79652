import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ActivationError } from '../kit/errors.ts';
import { inPieces } from '../kit/inPieces.ts';
import { partBytes, type ImportParts, type PartKind } from '../store/importParts.ts';
import { fileProblem } from './fileProblem.ts';
import { chunkBytes } from './fileSource.ts';
import { ClaimLost, sweepFolder, type ImportFiles } from './importFiles.ts';
import { takeIn } from './intake.ts';

/** How long a disk that is full is left alone, seconds. */
const retryAfterSeconds = 60;
/** Pieces removed in one transaction. */
const removedAtOnce = 64;

/**
 * In the store that several processes share: each of them reads every file and writes every report, whoever took it in.
 * Nothing is on this disk but a copy of a Parquet file while it is read, since its reader wants a path; `folder` is for
 * that, and `process` is this process in the names there, so that two with one folder are not in each other's way.
 */
export function createSharedFiles({ parts, folder, process }: { readonly parts: ImportParts; readonly folder: string; readonly process: string }): ImportFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const copyOf = (id: string): string => path.join(folder, `${id}.${process}`);
  const incomingOf = (id: string): string => `${copyOf(id)}.incoming`;

  async function removeAll(id: string, kind: PartKind): Promise<void> {
    for (let isMore = true; isMore;) ({ isMore } = await parts.removeParts(id, kind, removedAtOnce));
  }

  /** The first bytes of what is kept. While one piece is worked on, the next is fetched. */
  async function* read(id: string, kind: PartKind, bytes: number): AsyncGenerator<Buffer> {
    const fetch = (at: number): Promise<Buffer | null> => {
      const piece = parts.readPart(id, kind, at);
      // Whoever awaits it gets the error; a reader that stops before does not.
      piece.catch(() => undefined);
      return piece;
    };
    let next = fetch(0);
    for (let at = 0; at < bytes;) {
      const piece = await next;
      if (piece === null || piece.length === 0) throw notAsItCame();
      const content = piece.subarray(0, bytes - at);
      at += piece.length;
      if (at < bytes) next = fetch(at);
      for (let from = 0; from < content.length; from += chunkBytes) yield content.subarray(from, from + chunkBytes);
    }
  }

  async function* readFile({ id, bytes, sha256 }: Parameters<ImportFiles['source']>[0]): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    for await (const chunk of read(id, 'file', bytes)) {
      hash.update(chunk);
      yield chunk;
    }
    if (hash.digest('hex') !== sha256) throw notAsItCame();
  }

  return {
    async receive(id, format, body, check) {
      try {
        const intake = takeIn(format, body, format === 'parquet' ? check : () => Promise.resolve());
        let at = 0;
        for await (const piece of inPieces(intake.chunks, partBytes)) {
          await parts.putFilePart(id, at, piece);
          at += piece.length;
        }
        return intake.stored();
      } catch (thrown) {
        // What cannot be removed now is swept.
        await removeAll(id, 'file').catch(() => undefined);
        throw thrown;
      }
    },
    source: (file) => ({
      read: () => readFile(file),
      async path() {
        const [copy, incoming] = [copyOf(file.id), incomingOf(file.id)];
        const isHere = await access(copy).then(
          () => true,
          () => false,
        );
        if (isHere) return copy;
        await pipeline(readFile(file), createWriteStream(incoming, { mode: 0o600 })).catch(noRoom);
        await rename(incoming, copy);
        return copy;
      },
    }),
    async release(id) {
      await rm(copyOf(id), { force: true });
      await rm(incomingOf(id), { force: true });
    },
    removeFile: (id) => removeAll(id, 'file'),
    async openReport(id, bytes, runner) {
      if (!(await parts.cutReport(id, bytes, runner))) throw new ClaimLost();
      return {
        length: bytes,
        async write(content, at) {
          if (content.length > 0 && !(await parts.putReportPart(id, at, content, runner))) throw new ClaimLost();
        },
        close: () => Promise.resolve(),
      };
    },
    readReport: (id, bytes) => read(id, 'report', bytes),
    removeReport: (id) => removeAll(id, 'report'),
    async sweep(isNeeded) {
      await sweepFolder(folder, isNeeded, (name) => ({ id: name.split('.', 1)[0] ?? name, kind: 'file' }));
      for (let isMore = true; isMore;) ({ isMore } = await parts.sweepParts(removedAtOnce));
    },
  };
}

/** A disk that is full passes by itself: the import waits for it. */
function noRoom(thrown: unknown): never {
  if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) throw thrown;
  throw new ActivationError('defect', 'The disk of the data folder has not enough space for a copy of this file.', { retryAfterSeconds, cause: thrown });
}

const notAsItCame = (): Error => fileProblem('The file is not here any more as it was uploaded. Upload it again.');
