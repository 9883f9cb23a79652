import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createErrorReport } from '../../server/imports/errorReport.ts';
import { ClaimLost, type ImportFiles } from '../../server/imports/importFiles.ts';
import { createSharedFiles } from '../../server/imports/sharedFiles.ts';
import { sweepFiles, uploadMs } from '../../server/imports/tidyImports.ts';
import type { ImportParts } from '../../server/store/importParts.ts';
import { testNow } from '../factories.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { importRow } from '../suites/store/imports.suite.ts';

/** Pieces by `id kind offset`. `runner`: who may write reports. */
function createMemoryParts() {
  const pieces = new Map<string, Buffer>();
  const state = { runner: 'one', sweeps: 0 };
  const parts: ImportParts = {
    putFilePart: async (id, at, content) => void pieces.set(`${id} file ${at}`, Buffer.from(content)),
    async putReportPart(id, at, content, runner) {
      if (runner === state.runner) pieces.set(`${id} report ${at}`, Buffer.from(content));
      return runner === state.runner;
    },
    async cutReport(id, from, runner) {
      if (runner === state.runner) for (const key of pieces.keys()) if (key.startsWith(`${id} report `) && Number(key.split(' ')[2]) >= from) pieces.delete(key);
      return runner === state.runner;
    },
    readPart: async (id, kind, at) => pieces.get(`${id} ${kind} ${at}`) ?? null,
    async removeParts(id, kind) {
      const found = [...pieces.keys()].find((key) => key.startsWith(`${id} ${kind} `));
      if (found !== undefined) pieces.delete(found);
      return { removed: Number(found !== undefined), isMore: found !== undefined };
    },
    sweepParts: async () => ({ removed: 0, isMore: ++state.sweeps < 3 }),
    close: () => Promise.resolve(),
  };
  return { parts, pieces, state };
}

let folder: string;
let memory: ReturnType<typeof createMemoryParts>;
let files: ImportFiles;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tributary-shared-files-'));
  memory = createMemoryParts();
  files = createSharedFiles({ parts: memory.parts, folder, process: 'me' });
});
afterEach(() => rmSync(folder, { recursive: true }));

const content = Buffer.from(Array.from({ length: 2_500_000 }, (_, at) => (at * 31 + (at >> 8)) % 256));
async function* chunksOf(bytes: Buffer, size = 60_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const never = (): Promise<void> => Promise.reject(new Error('No room.'));
const receive = async (id = 'a') => ({ id, ...(await files.receive(id, 'csv', chunksOf(content), never)) });

async function all(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const broken = { name: 'ActivationError', code: 'file_invalid', message: 'The file is not here any more as it was uploaded. Upload it again.' };

describe('a shared file', () => {
  it('is kept in pieces, and read as it came in, each time anew', async () => {
    const file = await receive();
    expect(file).toEqual({ id: 'a', bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
    expect([...memory.pieces.keys()]).toHaveLength(3);
    for (let time = 0; time < 2; time += 1) expect((await all(files.source(file).read())).equals(content)).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes no room on this disk as it comes in, unless its reader will need a copy', async () => {
    await expect(files.receive('b', 'parquet', chunksOf(Buffer.from('PAR1...')), never)).rejects.toThrow('No room.');
    await expect(files.receive('c', 'csv', chunksOf(content), never)).resolves.toMatchObject({ bytes: content.length });
  });

  it('leaves nothing behind when it does not come to its end, for whatever reason', async () => {
    async function* cutOff(): AsyncGenerator<Buffer> {
      yield* chunksOf(content);
      throw new Error('The connection was lost.');
    }
    await expect(files.receive('a', 'csv', cutOff(), never)).rejects.toThrow('The connection was lost.');
    await expect(files.receive('a', 'csv', chunksOf(Buffer.from('%PDF-1.4')), never)).rejects.toMatchObject({ code: 'file_invalid' });
    expect(memory.pieces.size).toBe(0);
  });

  it('has a copy under a path while it is read, for its owner only', async () => {
    const source = files.source(await receive());
    const copy = await source.path();
    expect(readFileSync(copy).equals(content)).toBe(true);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(await source.path()).toBe(copy);
    expect(readdirSync(folder)).toHaveLength(1);
    await files.release('a');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(!existsSync('/dev/full'))('waits for room where the disk has none for a copy', async () => {
    const source = files.source(await receive());
    symlinkSync('/dev/full', path.join(folder, 'a.me.incoming'));
    await expect(source.path()).rejects.toMatchObject({ message: 'The disk of the data folder has not enough space for a copy of this file.', retryAfterSeconds: 60 });
    await files.release('a');
    expect(readdirSync(folder)).toEqual([]);
    expect(readFileSync(await source.path()).equals(content)).toBe(true);
  });

  it.each([
    ['a byte is another one', (pieces: Map<string, Buffer>) => pieces.get('a file 0')?.fill(1, 5, 6)],
    ['a piece is missing', (pieces: Map<string, Buffer>) => pieces.delete([...pieces.keys()].at(-1) ?? '')],
    ['a piece is too long', (pieces: Map<string, Buffer>) => pieces.set('a file 0', Buffer.alloc(content.length + 1))],
    ['it is removed', (pieces: Map<string, Buffer>) => pieces.clear()],
  ])('is not taken for what came in when %s', async (_, spoil) => {
    const source = files.source(await receive());
    spoil(memory.pieces);
    await expect(all(source.read())).rejects.toMatchObject(broken);
    await expect(source.path()).rejects.toMatchObject(broken);
    // What was copied so far has another name, and goes with the work.
    await expect(source.path()).rejects.toMatchObject(broken);
    await files.release('a');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a shared report', () => {
  const error = (row: number) => ({ row, line: row, column: 'c', code: 'row_invalid' as const, message: `m${row}` });
  const text = async (bytes: number): Promise<string> => (await all(files.readReport('a', bytes))).toString();

  it('goes on where the checkpoint stands, with each row once', async () => {
    const before = createErrorReport(await files.openReport('a', 0, 'one'), []);
    before.add(error(1));
    const checkpoint = await before.flush();
    before.add(error(2));
    await before.flush();
    before.add(error(3));
    await before.flush();
    expect(memory.pieces.size).toBe(3);

    const after = createErrorReport(await files.openReport('a', checkpoint, 'one'), before.first.slice(0, 1));
    expect(memory.pieces.size).toBe(1);
    after.add(error(2));
    expect(await text(await after.flush())).toBe('row,line,column,code,message\r\n1,1,c,row_invalid,m1\r\n2,2,c,row_invalid,m2\r\n');
    expect(await text(checkpoint)).toBe('row,line,column,code,message\r\n1,1,c,row_invalid,m1\r\n');
  });

  it('is written by nobody who has lost the import', async () => {
    const report = await files.openReport('a', 0, 'one');
    memory.state.runner = 'two';
    await expect(report.write(Buffer.from('late'), 0)).rejects.toThrow(ClaimLost);
    await expect(files.openReport('a', 0, 'one')).rejects.toThrow(ClaimLost);
    expect(memory.pieces.size).toBe(0);
  });
});

it('leaves no copy of a crashed process behind once its import is over, and takes none that is needed', async () => {
  const clock = new ManualClock(testNow);
  const rows = new Map([importRow('waiting'), importRow('done', { state: 'completed', hasFile: false })].map((row) => [row.id, row]));
  const names = ['waiting.other', 'done.other', 'done.other.incoming', 'coming.other.incoming', 'gone.other'];
  for (const name of names) writeFileSync(path.join(folder, name), 'x');
  const at = (ms: number): Date => new Date(testNow + ms);
  for (const name of names) utimesSync(path.join(folder, name), at(-1_000), at(-1_000));
  utimesSync(path.join(folder, 'gone.other'), at(-uploadMs - 1_000), at(-uploadMs - 1_000));
  const store = { getImport: async (id: string) => rows.get(id) ?? null, ...notNeeded };
  await sweepFiles({ store, files, clock }, uploadMs);
  expect(readdirSync(folder).toSorted()).toEqual(['coming.other.incoming', 'waiting.other']);
  expect(memory.state.sweeps).toBe(3);
});

const refuse = () => Promise.reject(new Error('not needed'));
const notNeeded = { unneededFiles: refuse, forgetFile: refuse, oldImports: refuse, deleteImport: refuse, trimImportedIds: refuse };
