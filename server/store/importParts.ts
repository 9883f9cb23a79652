/** Where several processes share the store: the files of people and the error reports, so that any of them can go on with any import. */
import type { Removal } from './storeCalls.ts';

export type PartKind = 'file' | 'report';

/** Bytes of a piece of a file, about: each is one short transaction, since delivery waits for long ones (docs/decisions/0026). */
export const partBytes = 1024 * 1024;

/**
 * Files and reports in pieces, each under the offset at which it begins, bytes. Rejects as the store does. Whoever may
 * write a report is who works on the import; a process that lost it, and does not know yet, changes nothing.
 */
export interface ImportParts {
  /** Keeps a piece of a file that comes in. */
  putFilePart(id: string, at: number, content: Uint8Array): Promise<void>;
  /** Keeps a piece of a report, in the place of one that begins at the same offset; false, and nothing is stored, where another process works on the import or it was ended. */
  putReportPart(id: string, at: number, content: Uint8Array, runner: string): Promise<boolean>;
  /** Removes the pieces of a report from an offset on; false, and nothing is removed, as with `putReportPart`. */
  cutReport(id: string, from: number, runner: string): Promise<boolean>;
  /** The piece that begins at this offset; null: none does. */
  readPart(id: string, kind: PartKind, at: number): Promise<Buffer | null>;
  /** Removes at most `limit` pieces. */
  removeParts(id: string, kind: PartKind, limit: number): Promise<Removal>;
  /** Removes at most `limit` pieces that nobody needs: of files that their import has no more, and of imports that there are not, an hour after the last piece came. */
  sweepParts(limit: number): Promise<Removal>;
  close(): Promise<void>;
}
