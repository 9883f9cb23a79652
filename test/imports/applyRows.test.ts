import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { applyRows } from '../../server/imports/applyRows.ts';
import { onDisk } from '../../server/imports/fileSource.ts';
import { createImportFiles } from '../../server/imports/importFiles.ts';
import type { ImportJob, LiveProgress } from '../../server/imports/importJob.ts';
import { nextTurn } from '../../server/kit/clock.ts';
import { ActivationError } from '../../server/kit/errors.ts';
import { createIngest } from '../../server/profiles/ingest.ts';
import { testNow } from '../factories.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { MemoryProfileStore } from '../fakes/memoryProfileStore.ts';
import { importRow } from '../suites/store/imports.suite.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tributary-apply-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = 5_500;
const columns = [
  { column: 'id', use: 'profile_id' },
  { column: 'n', use: 'attribute', path: 'n', type: 'number' },
] as const;

/** An import of one person whose number rises from row to row. `refuse`: what an append is refused with, by how many came before. */
async function applyAll(id: string, refuse: (appends: number) => Error | null) {
  const clock = new ManualClock(testNow);
  clock.sleep = () => Promise.resolve();
  const profiles = new MemoryProfileStore();
  const ingest = createIngest({ store: profiles, clock, onAppended: () => undefined });
  const files = createImportFiles(folder);
  const file = path.join(folder, `${id}.csv`);
  writeFileSync(file, `id,n\n${Array.from({ length: rows }, (_, row) => `ada,${row}\n`).join('')}`);
  const done: number[] = [];
  let appends = 0;
  const append: ImportJob['append'] = async (writes, { progress }) => {
    // Slower than the file is read, so that several chunks are under way.
    for (let turn = 0; turn < 200; turn += 1) await nextTurn();
    const error = refuse(appends++);
    if (error !== null) throw error;
    done.push(progress.done);
    return profiles.appendChanges(writes);
  };
  const live: LiveProgress = { unit: 'rows', done: 0, total: rows, waiting: null, from: 0, since: 0 };
  const job: ImportJob = {
    row: importRow(id, { rows }),
    settings: { mode: 'update', segment: null, columns: [...columns], delimiter: ',' },
    startedAt: testNow,
    store: { readMissingMembers: () => Promise.reject(new Error('not needed')) },
    append,
    ingest,
    source: onDisk(file),
    openReport: (bytes) => files.openReport(id, bytes, 'one'),
    clock,
    signal: new AbortController().signal,
    begin: () => live,
  };
  const result = await applyRows(job).then(
    () => 'applied',
    (error: unknown) => String(error),
  );
  return { result, done, live, document: JSON.parse(profiles.profiles.get('ada')?.documentJson ?? '{}') as unknown, log: profiles.log.length };
}

it('stores the rows in their order, although several chunks are under way and some are refused for a while', async () => {
  const full = new ActivationError('defect', 'No space.', { retryAfterSeconds: 5 });
  const { result, done, live, document, log } = await applyAll('patient', (appends) => (appends % 3 === 1 ? full : null));
  expect([result, log, live.done, live.waiting]).toEqual(['applied', rows, rows, null]);
  expect(done).toEqual([1_000, 2_000, 3_000, 4_000, 5_000, 5_500]);
  expect(document).toMatchObject({ attributes: { n: rows - 1 } });
});

it('stores nothing behind a chunk that failed', async () => {
  const { result, done, log } = await applyAll('failing', (appends) => (appends === 2 ? new Error('broken') : null));
  expect([result, done, log]).toEqual(['Error: broken', [1_000, 2_000], 2_000]);
});
