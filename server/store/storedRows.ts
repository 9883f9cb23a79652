/** Rows as the drivers read them, with lists as JSON and a profile's columns beside others, and what they stand for. */
import type { GatheredRow } from './gatheredRows.ts';
import type { CheckpointRow, LetterSelection, OpenLetterRow, ProfileRow, RunRow } from './rows.ts';
import type { DueRow } from './store.ts';
import { sumsOf, type StoredSums } from './storedSums.ts';

export type StoredRun = Omit<RunRow, 'sums' | 'segmentIds' | 'letters'> & StoredSums & { segmentIds: string; letters: string | null };

export function runOf(row: StoredRun): RunRow {
  const { id, destinationId, kind, state, startedAt, endedAt, done, total, resumedAt, resumedDone, author, letters } = row;
  const lists = {
    segmentIds: JSON.parse(row.segmentIds) as string[],
    letters: letters === null ? null : (JSON.parse(letters) as LetterSelection),
  };
  return { id, destinationId, kind, state, startedAt, endedAt, done, total, resumedAt, resumedDone, author, ...lists, sums: sumsOf(row) };
}

export type StoredCheckpoint = Omit<CheckpointRow, 'lanes'> & { lanes: string };

export function checkpointOf(row: StoredCheckpoint | undefined): CheckpointRow | null {
  return row === undefined ? null : { ...row, lanes: JSON.parse(row.lanes) as CheckpointRow['lanes'] };
}

/** The profile's columns are null where there is none. */
export type StoredDue = GatheredRow & { documentJson: string | null; profileVersion: number; sequence: number; updatedAt: number };

export function dueOf({ documentJson, profileVersion, sequence, updatedAt, ...row }: StoredDue): DueRow {
  const profile: ProfileRow | null = documentJson === null ? null : { profileId: row.profileId, version: profileVersion, sequence, documentJson, updatedAt };
  return { ...row, profile };
}

/** An open letter: its profile's columns are null when there is no profile. */
export interface StoredOpenLetter {
  readonly key: number;
  readonly id: string;
  readonly profileId: string;
  readonly version: number | null;
  readonly sequence: number | null;
  readonly documentJson: string | null;
  readonly updatedAt: number | null;
}

export function openLetterOf({ key, id, profileId, version, sequence, documentJson, updatedAt }: StoredOpenLetter): OpenLetterRow {
  const isThere = version !== null && sequence !== null && documentJson !== null && updatedAt !== null;
  return { key, id, profileId, profile: isThere ? { profileId, version, sequence, documentJson, updatedAt } : null };
}

/** The kinds of rows that outcomes are kept as. */
export type KeptAs = 'deliveries' | 'dead_letters' | 'minutes' | 'runs';
