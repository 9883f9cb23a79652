import type { Clock } from '../kit/clock.ts';
import type { ImportStore } from '../store/importStore.ts';
import type { ImportFiles } from './importFiles.ts';

const hourMs = 3_600_000;
/** Files are full of personal data: nobody's is kept for longer than a day. */
const fileMs = 24 * hourMs;
const listedMs = 30 * 24 * hourMs;
/** Noted ids removed in one go: short pieces, since everybody waits for each. */
const pieceRows = 2_000;
const piecesAtOnce = 100;

/** Removes files that nobody imports any more, imports that are long over, and a piece of what they noted. */
export async function tidyImports(dependencies: {
  readonly store: Pick<ImportStore, 'unneededFiles' | 'forgetFile' | 'oldImports' | 'deleteImport' | 'trimImportedIds'>;
  readonly files: ImportFiles;
  readonly clock: Clock;
}): Promise<void> {
  const { store, files, clock } = dependencies;
  for (const id of await store.unneededFiles(clock.now() - fileMs)) {
    await files.removeFile(id);
    await store.forgetFile(id);
  }
  for (const id of await store.oldImports(clock.now() - listedMs)) {
    await files.removeReport(id);
    await store.deleteImport(id);
  }
  for (let piece = 0, isMore = true; isMore && piece < piecesAtOnce; piece += 1) ({ isMore } = await store.trimImportedIds(pieceRows));
}
