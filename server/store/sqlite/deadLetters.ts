import type { DatabaseSync } from 'node:sqlite';
import type { DeadLetterRow, EndedLetter, LetterFilter } from '../rows.ts';
import type { DeadLetterStore } from '../store.ts';
import { openLetterOf, type StoredOpenLetter } from '../storedRows.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Synchronous } from './protocol.ts';
import type { Runs } from './runs.ts';
import { prepare } from './statement.ts';
import { takePage } from '../takePage.ts';

export interface DeadLetters extends Synchronous<DeadLetterStore> {
  insert(letter: DeadLetterRow): void;
  /** A letter that is not open keeps its end. */
  end(letter: EndedLetter): void;
}

const columns = `l.id, l.destination_id AS destinationId, l.run_id AS runId, l.profile_id AS profileId, l.export_id AS exportId, l.code, l.message, l.attempts AS attemptsJson,
  r.data, l.created_at AS createdAt, l.state, l.ended_at AS endedAt, l.ended_by AS endedBy, l.ended_run_id AS endedRunId, l.ended_as AS endedAs`;

/** After the newest letter there is nothing: where the first page of a descending list begins. */
const newest = [Number.MAX_SAFE_INTEGER, ''] as const;

/** Open letters of a destination (?1) that a filter (?2 to ?7) takes. */
const fits = `+l.destination_id = ?1 AND l.state = 'open' AND (?2 IS NULL OR l.code = ?2) AND (?3 IS NULL OR l.profile_id = ?3) AND (?4 IS NULL OR l.run_id = ?4)
  AND +l.created_at BETWEEN ?5 AND ?6 AND (?7 IS NULL OR l.id IN (SELECT value FROM json_each(?7)))`;
/** The ways to the letters of a filter, each with what it is searched by: without statistics SQLite might walk all of a destination to find one. */
const waysIn = {
  ids: ['dead_letters l', 'l.id IN (SELECT value FROM json_each(?7))'],
  profile: ['dead_letters l INDEXED BY dead_letters_by_profile', 'l.profile_id = ?3'],
  destination: ['dead_letters l INDEXED BY dead_letters_open', 'l.destination_id = ?1'],
} as const;

const fitting = (destinationId: string, { code, profileId, runId, from, to, ids }: LetterFilter) =>
  [destinationId, code, profileId, runId, from, to, ids === null ? null : JSON.stringify(ids)] as const;

export function createDeadLetters(database: DatabaseSync, runs: Pick<Runs, 'getRun' | 'move'>): DeadLetters {
  const insertLetter = prepare<{ key: number }>(
    database,
    `INSERT INTO dead_letters (id, destination_id, run_id, profile_id, export_id, code, message, attempts, created_at, state, ended_at, ended_by, ended_run_id, ended_as)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING key`,
  );
  const insertRecord = prepare(database, 'INSERT INTO dead_letter_records (key, data) VALUES (?, ?)');
  const endLetter = prepare(
    database,
    `UPDATE dead_letters SET state = iif(?4 = 'discarded', 'discarded', 'replayed'), ended_at = ?1, ended_by = ?2, ended_run_id = ?3, ended_as = ?4 WHERE id = ?5 AND state = 'open'`,
  );
  const selectLetters = (way: string, source: string) =>
    prepare<DeadLetterRow>(
      database,
      `SELECT ${columns} FROM dead_letters l INDEXED BY ${way} LEFT JOIN dead_letter_records r ON r.key = l.key
       WHERE ${source} AND (?3 IS NULL OR l.code = ?3) AND (?4 IS NULL OR l.state = ?4) AND (?5 IS NULL OR l.run_id = ?5)
         AND l.created_at BETWEEN ?6 AND ?7 AND (l.created_at, l.id) < (?8, ?9)
       ORDER BY l.created_at DESC, l.id DESC LIMIT ?10`,
    );
  const lettersOfProfile = selectLetters('dead_letters_by_profile', 'l.profile_id = ?1 AND +l.destination_id = ?2');
  const lettersOfDestination = selectLetters('dead_letters_by_destination', '?1 IS NULL AND l.destination_id = ?2');
  const selectLast = prepare<{ last: number }>(database, "SELECT seq AS last FROM sqlite_sequence WHERE name = 'dead_letters'");
  const byWay = <Row>(sql: (from: string, where: string) => string) => {
    const by = (way: keyof typeof waysIn) => prepare<Row>(database, sql(waysIn[way][0], `${waysIn[way][1]} AND ${fits}`));
    const statements = { ids: by('ids'), profile: by('profile'), destination: by('destination') };
    return ({ ids, profileId }: LetterFilter) => statements[ids !== null ? 'ids' : profileId !== null ? 'profile' : 'destination'];
  };
  const countOpen = byWay<{ matched: number }>((from, where) => `SELECT count(*) AS matched FROM ${from} WHERE ${where}`);
  const selectOpen = byWay<StoredOpenLetter>(
    (from, where) => `SELECT l.key, l.id, l.profile_id AS profileId, p.version, p.sequence, p.document AS documentJson, p.updated_at AS updatedAt
      FROM ${from} LEFT JOIN profiles p ON p.profile_id = l.profile_id WHERE ${where} AND l.key > ?8 AND l.key <= ?9 ORDER BY l.key LIMIT ?10`,
  );
  const selectOpenIds = byWay<{ id: string }>((from, where) => `SELECT l.id FROM ${from} WHERE ${where} AND l.key <= ?8 ORDER BY l.key LIMIT ?9`);

  const end = ({ id, endedAt, endedBy, endedRunId, endedAs }: Omit<EndedLetter, 'endedAs'> & { endedAs: string }): number =>
    endLetter.run(endedAt, endedBy, endedRunId, endedAs, id);

  return {
    insert(letter) {
      const { id, destinationId, runId, profileId, exportId, code, message, attemptsJson, data, createdAt, state, endedAt, endedBy, endedRunId, endedAs } = letter;
      const row = insertLetter.get(id, destinationId, runId, profileId, exportId, code, message, attemptsJson, createdAt, state, endedAt, endedBy, endedRunId, endedAs);
      if (data !== null) insertRecord.run((row as { key: number }).key, data);
    },
    end,
    listDeadLetters({ destinationId, profileId, code, state, runId, from, to }, page) {
      const [createdAt, id] = readCursor(page.cursor, newest) ?? newest;
      const statement = profileId === null ? lettersOfDestination : lettersOfProfile;
      const rows = statement.all(profileId, destinationId, code, state, runId, from, to, createdAt, id, page.limit + 1);
      return pageOf(
        rows,
        page,
        (row) => [row.createdAt, row.id],
        (row) => ({ ...row }),
      );
    },
    countOpenLetters: (destinationId, filter) => ({
      matched: countOpen(filter).get(...fitting(destinationId, filter))?.matched ?? 0,
      last: selectLast.get()?.last ?? 0,
    }),
    readOpenLetters: (destinationId, selection, after, limit) =>
      takePage(selectOpen(selection).iterate(...fitting(destinationId, selection), after, selection.last, limit)).map(openLetterOf),
    discardLetters(runId, limit, at) {
      const run = runs.getRun(runId);
      if (run === null || run.endedAt !== null || run.state === 'paused' || run.letters === null) return false;
      const letters = selectOpenIds(run.letters).all(...fitting(run.destinationId, run.letters), run.letters.last, limit);
      for (const { id } of letters) end({ id, endedAt: at, endedBy: run.author, endedRunId: runId, endedAs: 'discarded' });
      const isCompleted = letters.length < limit;
      runs.move({ runId, partition: 0, cursor: '', ahead: [], done: isCompleted ? run.total : run.done + letters.length, completedAt: isCompleted ? at : null });
      return !isCompleted;
    },
  };
}
