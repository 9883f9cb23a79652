/** What the store keeps of file imports. Times are epoch milliseconds; fields called `…Json` are JSON text that the store does not look into. */
import type { ImportFormat, ImportState } from '../../shared/import.ts';
import type { Page } from '../../shared/page.ts';
import type { ProfileRow, ProfileWrite } from './rows.ts';
import type { PageRequest, Removal } from './storeCalls.ts';

/** How far an import is: all that is needed to go on after a crash. */
export interface ImportProgress {
  /** Rows of the file that were applied or refused. */
  readonly done: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: number;
  /** Length of the error report, bytes: what stands behind it is of rows that come again. */
  readonly reportBytes: number;
  /** Members of the segment that were looked at once all rows were applied, and the id of the last. */
  readonly lookedAt: number;
  readonly lastMember: string;
  readonly exited: number;
  /** The first errors. */
  readonly errorsJson: string;
}

/** What is stored of an import together with the changes that it made. */
export interface ImportCheckpoint {
  readonly id: string;
  readonly progress: ImportProgress;
  /** The segment that has to be there, and when it was made: one that is deleted would come back with the changes, as another one. Null: none has to. */
  readonly segment: { readonly id: string; readonly madeAt: number } | null;
  /** Whom the rows since the checkpoint before are about, where that is needed. */
  readonly profileIds: readonly string[];
}

export interface ImportRow extends ImportProgress {
  readonly id: string;
  readonly fileName: string;
  readonly format: ImportFormat;
  readonly bytes: number;
  /** Of the content, inflated. */
  readonly sha256: string;
  readonly state: ImportState;
  /** Null once the file is gone. */
  readonly previewJson: string | null;
  readonly hasFile: boolean;
  /** What was asked for when it was started; null before. */
  readonly settingsJson: string | null;
  /** Rows of the file; null until all were checked. */
  readonly rows: number | null;
  /** Members of the segment when it was the time to look at them; null before. */
  readonly members: number | null;
  /** When the segment was made that the rows go to: one that is deleted and made anew is another one. Null before it is known, and without a segment. */
  readonly segmentAt: number | null;
  readonly problemJson: string | null;
  readonly author: string;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** The head of the log afterwards, and whose writes were stale. */
export interface Appended {
  readonly sequence: number;
  readonly conflicts: string[];
}

/** What a change of state may change with it. `hasFile` can only end: then what was shown of the file is forgotten, too. */
export type ImportChange = { readonly hasFile?: false } & Partial<
  Pick<ImportRow, 'settingsJson' | 'rows' | 'rejected' | 'reportBytes' | 'members' | 'segmentAt' | 'errorsJson' | 'problemJson' | 'startedAt' | 'endedAt'>
>;

/** Members of a segment in order: which of them a file does not name. */
export interface MemberPage {
  readonly missing: readonly ProfileRow[];
  /** How many were looked at, and the last; none at the end of the segment. */
  readonly lookedAt: number;
  readonly last: string;
}

/** Files of people, and how far each is. */
export interface ImportStore {
  insertImport(row: ImportRow): Promise<void>;
  getImport(id: string): Promise<ImportRow | null>;
  /** Newest first. */
  listImports(page: PageRequest): Promise<Page<ImportRow>>;
  /** When a file with this content was last imported to its end; null: never, as far as is known. */
  lastImportOf(sha256: string): Promise<number | null>;
  /** The one for a process to work on: what a crash interrupted, else what is queued for longest. None that another process claims. */
  nextImport(runner: string): Promise<ImportRow | null>;
  /** Claims an import for some seconds, so that nobody else works on it, or goes on claiming it; false where another process does, and where there is nothing to do with it any more. */
  claimImport(id: string, runner: string): Promise<boolean>;
  /** Changes the state and what goes with it, if the state is one of `from`; false, and nothing stored, when it is not, and where one without a file would be queued. */
  moveImport(id: string, from: readonly ImportState[], to: ImportState, change: ImportChange): Promise<boolean>;
  /**
   * Appends changes as `appendChanges` does and notes how far an import is: one transaction, so that no row is ever
   * applied twice. Where a write conflicts, the segment is gone, another process claims the import or ended it, nothing is stored.
   */
  appendImported(writes: readonly ProfileWrite[], checkpoint: ImportCheckpoint, runner: string): Promise<Appended | 'segment_gone' | 'claim_lost'>;
  /** Members of a segment above `after`, ascending, at most `limit`, fewer where documents are large; `missing` are those that were not noted. */
  readMissingMembers(id: string, segmentId: string, after: string, limit: number): Promise<MemberPage>;
  /** Ids of imports whose file is not needed any more: uploaded, cancelled or failed before this time. */
  unneededFiles(before: number): Promise<string[]>;
  /** The file is gone: forgets what was shown of it, too. False, and nothing stored, when there is no such import or it is queued or worked on. */
  forgetFile(id: string): Promise<boolean>;
  /** Ids of imports that are over for longer than this. */
  oldImports(endedBefore: number): Promise<string[]>;
  /** False when there is none. */
  deleteImport(id: string): Promise<boolean>;
  /** Removes noted ids of imports without a file, at most `limit`. */
  trimImportedIds(limit: number): Promise<Removal>;
}
