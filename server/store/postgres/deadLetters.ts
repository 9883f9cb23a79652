import { pageOf, readCursor } from '../cursor.ts';
import type { DeadLetterRow, EndedLetter, LetterFilter } from '../rows.ts';
import type { DeadLetterStore } from '../store.ts';
import { openLetterOf, type StoredOpenLetter } from '../storedRows.ts';
import { partitionOf } from './leases.ts';
import { readPage } from './paging.ts';
import type { Parameter, Queries } from './queries.ts';
import type { Runs } from './runs.ts';

export interface DeadLetters extends DeadLetterStore {
  insert(letters: readonly DeadLetterRow[]): Promise<void>;
  /** A letter that is not open keeps its end; of several ends of one the first counts. */
  end(letters: readonly EndedLetter[]): Promise<void>;
}

const columns = `l.id, l.destination_id AS "destinationId", l.run_id AS "runId", l.profile_id AS "profileId", l.export_id AS "exportId", l.code, l.message,
  l.attempts AS "attemptsJson", r.data, l.created_at AS "createdAt", l.state, l.ended_at AS "endedAt", l.ended_by AS "endedBy", l.ended_run_id AS "endedRunId", l.ended_as AS "endedAs"`;

/** After the newest letter there is nothing: where the first page of a descending list begins. */
const newest = [Number.MAX_SAFE_INTEGER, ''] as const;

/** Open letters of a destination ($1) that a filter ($2 to $7) takes, each way in as a statement of its own, which is planned for its index. */
const fitsBy = ({ ids, profileId }: LetterFilter): string => `${ids !== null ? 'l.id = ANY ($7)' : profileId !== null ? 'l.profile_id = $3' : 'true'} AND ${fits}`;
const fits = `l.destination_id = $1 AND l.state = 'open' AND ($2::text IS NULL OR l.code = $2) AND ($3::text IS NULL OR l.profile_id = $3) AND ($4::text IS NULL OR l.run_id = $4)
  AND l.created_at BETWEEN $5 AND $6 AND ($7::text[] IS NULL OR l.id = ANY ($7))`;
const fitting = (destinationId: string, { code, profileId, runId, from, to, ids }: LetterFilter): Parameter[] => [destinationId, code, profileId, runId, from, to, ids];

export function createDeadLetters(queries: Queries, runs: Pick<Runs, 'hold' | 'move'>): DeadLetters {
  return {
    async insert(letters) {
      if (letters.length === 0) return;
      const withData = letters.filter(({ data }) => data !== null);
      await queries.run(
        `WITH letters AS (
           INSERT INTO dead_letters (id, destination_id, run_id, profile_id, export_id, code, message, attempts, created_at, state, ended_at, ended_by, ended_run_id, ended_as)
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::text[], $11::bigint[], $12::text[], $13::text[], $14::text[])
           RETURNING key, id
         )
         INSERT INTO dead_letter_records (key, data) SELECT key, data FROM letters JOIN unnest($15::text[], $16::text[]) AS n (id, data) USING (id)`,
        letters.map(({ id }) => id),
        letters.map(({ destinationId }) => destinationId),
        letters.map(({ runId }) => runId),
        letters.map(({ profileId }) => profileId),
        letters.map(({ exportId }) => exportId),
        letters.map(({ code }) => code),
        letters.map(({ message }) => message),
        letters.map(({ attemptsJson }) => attemptsJson),
        letters.map(({ createdAt }) => createdAt),
        letters.map(({ state }) => state),
        letters.map(({ endedAt }) => endedAt),
        letters.map(({ endedBy }) => endedBy),
        letters.map(({ endedRunId }) => endedRunId),
        letters.map(({ endedAs }) => endedAs),
        withData.map(({ id }) => id),
        withData.map(({ data }) => data),
      );
    },
    async end(letters) {
      if (letters.length === 0) return;
      const first = [...new Map(letters.toReversed().map((letter) => [letter.id, letter])).values()];
      await queries.run(
        `UPDATE dead_letters l SET state = 'replayed', ended_at = n.ended_at, ended_by = n.ended_by, ended_run_id = n.ended_run_id, ended_as = n.ended_as
         FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[]) AS n (id, ended_at, ended_by, ended_run_id, ended_as) WHERE l.id = n.id AND l.state = 'open'`,
        first.map(({ id }) => id),
        first.map(({ endedAt }) => endedAt),
        first.map(({ endedBy }) => endedBy),
        first.map(({ endedRunId }) => endedRunId),
        first.map(({ endedAs }) => endedAs),
      );
    },
    async listDeadLetters({ destinationId, profileId, code, state, runId, from, to }, page) {
      const [createdAt, id] = readCursor(page.cursor, newest) ?? newest;
      const rows = await queries.rows<DeadLetterRow>(
        `SELECT ${columns} FROM dead_letters l LEFT JOIN dead_letter_records r ON r.key = l.key
         WHERE ${profileId === null ? '$1::text IS NULL' : 'l.profile_id = $1'} AND l.destination_id = $2
           AND ($3::text IS NULL OR l.code = $3) AND ($4::text IS NULL OR l.state = $4) AND ($5::text IS NULL OR l.run_id = $5)
           AND l.created_at BETWEEN $6 AND $7 AND (l.created_at, l.id) < ($8, $9)
         ORDER BY l.created_at DESC, l.id DESC LIMIT $10`,
        profileId,
        destinationId,
        code,
        state,
        runId,
        from,
        to,
        createdAt,
        id,
        page.limit + 1,
      );
      return pageOf(
        rows,
        page,
        (row) => [row.createdAt, row.id],
        (row) => row,
      );
    },
    async countOpenLetters(destinationId, filter) {
      const counted = await queries.row<{ matched: number; last: number }>(
        `SELECT (SELECT count(*) FROM dead_letters l WHERE ${fitsBy(filter)}) AS matched, coalesce((SELECT max(key) FROM dead_letters), 0) AS last`,
        ...fitting(destinationId, filter),
      );
      return counted ?? { matched: 0, last: 0 };
    },
    async readOpenLetters(destinationId, selection, after, limit, partition) {
      const rows = await readPage<StoredOpenLetter>(limit, (last, most) =>
        queries.rows(
          `SELECT l.key, l.id, l.profile_id AS "profileId", p.version, p.sequence, p.document AS "documentJson", p.updated_at AS "updatedAt"
           FROM dead_letters l LEFT JOIN profiles p ON p.profile_id = l.profile_id WHERE ${fitsBy(selection)} AND l.key > $8 AND l.key <= $9
             AND ($11::integer IS NULL OR ${partitionOf('l.profile_id')} = $11) ORDER BY l.key LIMIT $10`,
          ...fitting(destinationId, selection),
          last?.key ?? after,
          selection.last,
          most,
          partition,
        ),
      );
      return rows.map(openLetterOf);
    },
    async discardLetters(runId, limit, at) {
      const run = await runs.hold(runId);
      if (run === null || run.endedAt !== null || run.state === 'paused' || run.letters === null) return false;
      const letters = await queries.rows<{ key: number }>(
        `SELECT l.key FROM dead_letters l WHERE ${fitsBy(run.letters)} AND l.key <= $8 ORDER BY l.key LIMIT $9`,
        ...fitting(run.destinationId, run.letters),
        run.letters.last,
        limit,
      );
      // One that a replay ends at this moment keeps that end.
      await queries.run(
        `UPDATE dead_letters SET state = 'discarded', ended_at = $1, ended_by = $2, ended_run_id = $3, ended_as = 'discarded' WHERE key = ANY ($4) AND state = 'open'`,
        at,
        run.author,
        runId,
        letters.map(({ key }) => key),
      );
      const isCompleted = letters.length < limit;
      await runs.move([{ runId, partition: 0, cursor: '', ahead: [], done: isCompleted ? run.total : run.done + letters.length, completedAt: isCompleted ? at : null }]);
      return !isCompleted;
    },
  };
}
