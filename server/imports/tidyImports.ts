import type { Clock } from '../kit/clock.ts';
import type { ImportStore } from '../store/importStore.ts';
import type { ImportFiles } from './importFiles.ts';

const hourMs = 3_600_000;
/** Files are full of personal data: nobody's is kept for longer than a day. */
const fileMs = 24 * hourMs;
const listedMs = 30 * 24 * hourMs;
/** An import without a row is an upload while its file is written to at least this often, milliseconds. */
export const uploadMs = 3_600_000;
/** Noted ids removed in one go: short pieces, since everybody waits for each. */
const pieceRows = 2_000;
const piecesAtOnce = 100;

export interface TidyDependencies {
  readonly store: Pick<ImportStore, 'getImport' | 'unneededFiles' | 'forgetFile' | 'oldImports' | 'deleteImport' | 'trimImportedIds'>;
  readonly files: ImportFiles;
  readonly clock: Clock;
}

/** Removes files that nobody imports any more, imports that are long over, a piece of what they noted, and what a crash left behind. */
export async function tidyImports(dependencies: TidyDependencies): Promise<void> {
  const { store, files, clock } = dependencies;
  for (const id of await store.unneededFiles(clock.now() - fileMs)) {
    // In this order: nobody is told of a file that is there in part, and none is taken from an import that was started since. What a crash leaves of it is swept.
    if (await store.forgetFile(id)) await files.removeFile(id);
  }
  for (const id of await store.oldImports(clock.now() - listedMs)) {
    await files.removeReport(id);
    await store.deleteImport(id);
  }
  for (let piece = 0, isMore = true; isMore && piece < piecesAtOnce; piece += 1) ({ isMore } = await store.trimImportedIds(pieceRows));
  await sweepFiles(dependencies, uploadMs);
}

/** Removes files and reports of imports that there are not, unless they were written to for less than `unwrittenMs`, and files that their import has no more. */
export async function sweepFiles({ store, files, clock }: TidyDependencies, unwrittenMs: number): Promise<void> {
  await files.sweep(async ({ id, kind, writtenAt }) => {
    const row = await store.getImport(id);
    return row === null ? clock.now() - writtenAt < unwrittenMs : kind === 'report' || row.hasFile;
  });
}
