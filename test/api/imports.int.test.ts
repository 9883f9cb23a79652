import { readFileSync, readdirSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Import, MappedColumn } from '../../shared/import.ts';
import { writeParquet } from '../imports/writeParquet.ts';
import { adminToken, startApi, type Harness, type Reply } from './harness.ts';

let api: Harness;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const csvType = 'text/csv';
const mapping: MappedColumn[] = [
  { column: 'id', use: 'profile_id' },
  { column: 'email', use: 'identity', namespace: 'email_lc_sha256', hash: 'sha256_normalized' },
  { column: 'tier', use: 'attribute', path: 'loyalty.tier', type: 'text' },
];

function upload(raw: string | Uint8Array<ArrayBuffer>, options: { type?: string; name?: string; headers?: Record<string, string> } = {}): Promise<Reply> {
  return api.call('POST', `/api/imports?name=${encodeURIComponent(options.name ?? 'people.csv')}`, {
    raw,
    headers: { 'content-type': options.type ?? csvType, ...options.headers },
  });
}
const uploaded = async (...parameters: Parameters<typeof upload>): Promise<string> => {
  const { status, json, text } = await upload(...parameters);
  expect([status, text]).toEqual([201, expect.any(String)]);
  return json.id as string;
};
const read = async (id: string): Promise<Import> => (await api.call('GET', `/api/imports/${id}`)).json as Import;
const start = (id: string, change: object = {}) => api.call('POST', `/api/imports/${id}/start`, { body: { segment: { id: 'vip' }, mode: 'update', columns: mapping, ...change } });

async function ended(id: string): Promise<Import> {
  await expect.poll(async () => (await read(id)).state, { timeout: 20_000, interval: 10 }).toMatch(/completed|failed|cancelled/);
  return read(id);
}
async function imported(raw: string | Uint8Array<ArrayBuffer>, change: object = {}, options: Parameters<typeof upload>[1] = {}): Promise<Import> {
  const id = await uploaded(raw, options);
  expect((await start(id, change)).status).toBe(202);
  return ended(id);
}
const profile = async (id: string) => (await api.call('GET', `/api/profiles/${id}`)).json?.profile;
const filesLeft = (): string[] => readdirSync(path.join(api.folder, 'imports')).filter((name) => !name.endsWith('.errors.csv'));
const people = (prefix: string, count: number): string =>
  `id,email,tier\n${Array.from({ length: count }, (_, index) => `${prefix}${index},${prefix}${index}@x.de,gold\n`).join('')}`;

describe('an import', () => {
  test('shows the beginning of the file, then applies its rows, and keeps nothing of it', async () => {
    const reply = await upload('id,email,tier\np1,Ada@X.de,gold\np2,,silver\n', { name: '../../people.csv' });
    expect(reply.json).toMatchObject({ state: 'uploaded', fileName: '../../people.csv', format: 'csv', bytes: 42, counts: { rows: 0 }, progress: null, hasFile: true });
    expect(reply.json.preview).toMatchObject({
      delimiter: ',',
      rows: [
        ['p1', 'Ada@X.de', 'gold'],
        ['p2', null, 'silver'],
      ],
      columns: [
        { name: 'id', filled: 1, suggestion: { use: 'profile_id' } },
        { name: 'email', filled: 0.5, examples: ['Ada@X.de'], suggestion: { use: 'identity', namespace: 'email_lc_sha256', hash: 'sha256_normalized' } },
        { name: 'tier', suggestion: { use: 'attribute', path: 'tier', type: 'text' } },
      ],
      warnings: [],
    });
    const stored = path.join(api.folder, 'imports', reply.json.id);
    expect([statSync(stored).mode & 0o777, statSync(path.dirname(stored)).mode & 0o777]).toEqual([0o600, 0o700]);

    expect((await start(reply.json.id, { segment: { id: 'fresh', name: 'Fresh people' } })).status).toBe(202);
    const done = await ended(reply.json.id);
    expect(done).toMatchObject({
      state: 'completed',
      preview: null,
      hasFile: false,
      segment: { id: 'fresh', name: 'Fresh people' },
      counts: { rows: 2, changed: 2, unchanged: 0, rejected: 0, exited: 0 },
      errors: [],
      problem: null,
    });
    expect(filesLeft()).not.toContain(reply.json.id);
    expect((await api.call('GET', '/api/segments/fresh')).json).toMatchObject({ name: 'Fresh people', size: 2, identityCoverage: { email_lc_sha256: 1 } });
    expect(await profile('p1')).toMatchObject({
      attributes: { loyalty: { tier: 'gold' } },
      segmentMembership: { ups: { fresh: { status: 'realized', lastQualificationTime: done.startedAt } } },
    });
    expect((await api.call('GET', '/api/imports')).json.items[0].id).toBe(reply.json.id);
  });

  test('tells that the same file was imported before, and changes nothing the second time but the time of memberships', async () => {
    const text = people('again-', 3);
    await imported(text, { segment: null });
    const reply = await upload(gzipSync(text), { headers: { 'content-encoding': 'gzip' } });
    expect(reply.json.preview.warnings).toEqual([{ column: null, message: 'This very file was imported already on 2026-11-20. Import it again only if that is what you want.' }]);
    await start(reply.json.id, { segment: null });
    expect((await ended(reply.json.id)).counts).toMatchObject({ rows: 3, changed: 0, unchanged: 3 });
  });

  test('skips broken rows, each as a whole, and reports them without their values', async () => {
    const done = await imported(
      'id,email,tier,status\nok-1,a@x.de,gold,realized\nbad-1,secret-value,gold,realized\nbad-2\n\n,b@x.de,gold,realized\nbad-3,,x,=SUM(1)\nok-2,,silver,exited\n',
      { columns: [...mapping, { column: 'status', use: 'status' }] },
    );
    expect(done).toMatchObject({ state: 'completed', counts: { rows: 6, changed: 2, rejected: 4 } });
    expect(done.errors.map(({ row, line, column }) => [row, line, column])).toEqual([
      [2, 3, 'email'],
      [3, 4, ''],
      [4, 6, 'id'],
      [5, 7, 'status'],
    ]);
    const report = await api.call('GET', `/api/imports/${done.id}/errors`);
    expect(report.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(report.headers.get('content-disposition')).toBe('attachment; filename="import-errors.csv"');
    const lines = report.text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe('row,line,column,code,message');
    expect(lines[1]).toBe('2,3,email,row_invalid,"This is not an e-mail address. Correct it, or leave the cell empty."');
    for (const value of ['secret-value', 'SUM']) expect(report.text + JSON.stringify(done)).not.toContain(value);
    expect([await profile('bad-1'), await profile('bad-3')]).toEqual([undefined, undefined]);
    expect(await profile('ok-2')).toMatchObject({ segmentMembership: { ups: { vip: { status: 'exited' } } } });
  });

  test('neutralises what comes from the file in the report', async () => {
    const done = await imported('id,"=HYPERLINK(""x"")"\na,1\nb,x\n', {
      columns: [mapping[0], { column: '=HYPERLINK("x")', use: 'attribute', path: 'n', type: 'number' }],
    });
    expect((await api.call('GET', `/api/imports/${done.id}/errors`)).text).toContain('2,3,"\'=HYPERLINK(""x"")",row_invalid');
  });

  test('of a broken file applies nothing', async () => {
    const done = await imported(`${people('half-', 30_000)}last,"x\n`);
    expect(done).toMatchObject({
      state: 'failed',
      counts: { changed: 0 },
      problem: {
        code: 'file_invalid',
        message: expect.stringContaining('opened in the row beginning in line 30,002 is never closed'),
        remedy: 'Correct the file as described and upload it again.',
      },
    });
    expect(await profile('half-0')).toBeUndefined();
    expect((await imported('id,email,tier\n,,\n,,x\n')).problem?.message).toContain('None of the rows can be imported');
  });

  test('a later live change wins over the file', async () => {
    const id = await uploaded(people('live-', 1));
    await api.clock.advance(1_000);
    const later = new Date(api.clock.now() + 1_000).toISOString();
    await api.call('POST', '/api/profiles', { body: { profileId: 'live-0', segmentMembership: { ups: { vip: { status: 'exited', lastQualificationTime: later } } } } });
    await start(id);
    await ended(id);
    expect(await profile('live-0')).toMatchObject({
      attributes: { loyalty: { tier: 'gold' } },
      segmentMembership: { ups: { vip: { status: 'exited', lastQualificationTime: later } } },
    });
  });
});

describe('replacing a segment', () => {
  const replace = { segment: { id: 'club', name: 'Club' }, mode: 'replace' };
  const member = async (id: string): Promise<unknown> => (await profile(id))?.segmentMembership;

  test('takes out who is not in the file, in whatever namespace, and nobody who came in since', async () => {
    await imported(people('club-', 1_000), replace);
    await api.call('POST', '/api/profiles', {
      body: { profileId: 'outsider', segmentMembership: { crm: { club: { status: 'realized', lastQualificationTime: '2026-01-01T00:00:00Z' } } } },
    });
    const later = new Date(api.clock.now() + 60_000).toISOString();
    await api.call('POST', '/api/profiles', { body: { profileId: 'newcomer', segmentMembership: { ups: { club: { status: 'realized', lastQualificationTime: later } } } } });
    await api.clock.advance(1_000);
    // A broken row says whom it is about all the same: nobody leaves because of a typing error.
    const done = await imported(`${people('club-', 700)}club-999,broken,gold\n`, replace);
    expect(done).toMatchObject({ state: 'completed', counts: { rows: 701, changed: 700, rejected: 1, exited: 300 } });
    expect((await api.call('GET', '/api/segments/club')).json.size).toBe(702);
    expect(await member('club-700')).toEqual({ ups: { club: { status: 'exited', lastQualificationTime: done.startedAt } } });
    expect(await member('club-999')).toMatchObject({ ups: { club: { status: 'realized' } } });
    expect(await member('outsider')).toMatchObject({ crm: { club: { status: 'exited' } } });
    expect(await member('newcomer')).toMatchObject({ ups: { club: { status: 'realized' } } });
  });

  test('is refused where a row does not say whom it is about', async () => {
    const done = await imported(`${people('club-', 5)},x@x.de,gold\nbroken\n`, replace);
    expect(done).toMatchObject({
      state: 'failed',
      counts: { changed: 0, exited: 0 },
      problem: { code: 'file_invalid', message: expect.stringMatching(/^2 rows do not say whom they are about/) },
    });
    expect(done.errors).toHaveLength(2);
    expect((await api.call('GET', '/api/segments/club')).json.size).toBe(702);
  });
});

describe('the other formats', () => {
  test('NDJSON with columns, and NDJSON of profiles', async () => {
    const rows = '{"id":"n1","email":"n1@x.de","tier":"gold"}\n\n{"id":"n2","tier":null}\n}{\n';
    expect(await imported(rows, {}, { type: 'application/x-ndjson' })).toMatchObject({
      state: 'completed',
      counts: { rows: 3, changed: 2, rejected: 1 },
      errors: [{ row: 3, line: 4 }],
    });

    const profiles = '{"profileId":"n3","attributes":{"a":1}}\n{"profileId":"n4","attributes":5}\n';
    const reply = await upload(profiles, { type: 'application/x-ndjson' });
    expect(reply.json.preview.areProfiles).toBe(true);
    await start(reply.json.id, { columns: undefined });
    expect(await ended(reply.json.id)).toMatchObject({
      state: 'completed',
      counts: { changed: 1, rejected: 1 },
      errors: [{ row: 2, line: 2, column: 'attributes', code: 'profile_invalid' }],
    });
    expect(await profile('n3')).toMatchObject({ attributes: { a: 1 }, segmentMembership: { ups: { vip: { status: 'realized' } } } });
  });

  test('Parquet', async () => {
    const file = path.join(api.folder, 'people.parquet');
    await writeParquet(file, `SELECT 'q' || i AS id, 'q' || i || '@x.de' AS email, {'city': 'x', 'since': DATE '2024-01-02'} AS home FROM range(5000) numbers (i)`);
    const columns = [...mapping.slice(0, 2), { column: 'home', use: 'attribute', path: 'home', type: 'json' }];
    const done = await imported(new Uint8Array(readFileSync(file)), { columns }, { type: 'application/vnd.apache.parquet' });
    expect(done).toMatchObject({ state: 'completed', format: 'parquet', counts: { rows: 5_000, changed: 5_000, rejected: 0 } });
    expect(await profile('q4999')).toMatchObject({ attributes: { home: { city: 'x', since: '2024-01-02' } } });
  });

  test('another delimiter than the one that was found', async () => {
    const id = await uploaded('id;email|tier\na;b|gold\n');
    expect((await read(id)).preview?.delimiter).toBe(';');
    const preview = await api.call('GET', `/api/imports/${id}/preview?delimiter=${encodeURIComponent('|')}`);
    expect(preview.json).toMatchObject({ delimiter: '|', columns: [{ name: 'id;email' }, { name: 'tier' }] });
    const columns = [{ column: 'id;email', use: 'profile_id' }, mapping[2]];
    expect((await start(id, { columns })).json.issues).toHaveLength(2);
    expect((await start(id, { columns, delimiter: '|' })).status).toBe(202);
    expect((await ended(id)).counts.changed).toBe(1);
    expect(await profile(encodeURIComponent('a;b'))).toBeDefined();
  });
});

describe('an upload', () => {
  test.each([
    ['text/plain', 'a,b\n1,2', {}, 415],
    ['text/csv; charset=latin1', 'a,b\n1,2', {}, 415],
    ['text/csv', 'a,b\n1,2', { 'content-encoding': 'br' }, 415],
    ['application/vnd.apache.parquet', 'PAR1', { 'content-encoding': 'gzip' }, 415],
    ['text/csv', gzipSync('a,b\n1,2'), {}, 415],
    ['text/csv', gzipSync(gzipSync('a,b\n1,2')), { 'content-encoding': 'gzip' }, 415],
    ['text/csv', gzipSync('a,b\n1,2').subarray(0, 15), { 'content-encoding': 'gzip' }, 400],
    ['text/csv', 'PK\u0003\u0004 a workbook', {}, 422],
    ['text/csv', '%PDF-1.7', {}, 422],
    ['text/csv', '<!DOCTYPE html><html></html>', {}, 422],
    ['text/csv', 'PAR1', {}, 422],
    ['application/vnd.apache.parquet', 'a,b\n1,2', {}, 422],
    ['text/csv', '', {}, 422],
    ['text/csv', 'a,b\n', {}, 422],
    ['text/csv', 'a,,b\n1,2,3', {}, 422],
    ['text/csv', 'a,a\n1,2', {}, 422],
    ['text/csv', 'a,__proto__\n1,2', {}, 422],
    ['application/x-ndjson', '[{"a":1}]', {}, 422],
    ['application/x-ndjson', '5\n', {}, 422],
  ])('%s: %j %j is refused with %i, with what to do, and nothing of it is kept', async (type, raw, headers: Record<string, string>, status) => {
    const before = filesLeft();
    const reply = await upload(typeof raw === 'string' ? raw : new Uint8Array(raw), { type, headers });
    expect([reply.status, reply.json?.detail]).toEqual([status, expect.stringMatching(/\w[.?]$/)]);
    if (status === 422) expect(reply.json.code).toBe('file_invalid');
    expect(filesLeft()).toEqual(before);
  });

  test('that is announced as too large is refused at once', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const sending = httpRequest(`${api.base}/api/imports`, {
        method: 'POST',
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': csvType, 'content-length': String(5 * 1024 ** 3) },
      });
      sending.on('response', (response) => {
        resolve(response.statusCode ?? 0);
        sending.destroy();
      });
      sending.on('error', reject);
      sending.write('a,b\n');
    });
    expect(status).toBe(413);
  });

  test('that is cut off leaves nothing', async () => {
    const before = filesLeft();
    const listed = (await api.call('GET', '/api/imports')).json.items.length;
    const sending = httpRequest(`${api.base}/api/imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': csvType, 'content-length': '1000' },
    });
    const hungUp = new Promise<void>((resolve) => void sending.on('error', () => resolve()));
    sending.write(people('cut-', 10));
    await expect.poll(() => filesLeft().length).toBe(before.length + 1);
    sending.destroy();
    await hungUp;
    await expect.poll(filesLeft).toEqual(before);
    expect((await api.call('GET', '/api/imports')).json.items).toHaveLength(listed);
  });

  test.each([
    ['', 'Unnamed file'],
    ['a\u0000.csv', 'a.csv'],
    ['\u202Evsc.exe', 'vsc.exe'],
    ['x'.repeat(300), `${'x'.repeat(119)}…`],
    ['<b>.csv', '<b>.csv'],
  ])('called %j is shown as %j', async (name, shown) => {
    expect((await upload(people('named-', 1), { name })).json.fileName).toBe(shown);
  });

  test('needs space on the disk besides the reserve', async () => {
    const full = await startApi({ uploadReserveBytes: 2 * 1024 ** 3 });
    const reply = await full.call('POST', '/api/imports', { raw: people('full-', 1), headers: { 'content-type': csvType } });
    expect([reply.status, reply.headers.get('retry-after'), reply.json.detail]).toEqual([503, '60', expect.stringContaining('not enough space')]);
    expect(readdirSync(path.join(full.folder, 'imports'))).toEqual([]);
    await full.stop();
  });

  test('warns of what a spreadsheet did to it', async () => {
    const { preview } = (await upload('id,n\n1.23457E+15,1\nMar-01,2\n')).json as Import;
    expect(preview?.warnings.map(({ column, message }) => [column, message.split(':')[0]])).toEqual([
      ['id', 'A spreadsheet seems to have rounded long numbers'],
      ['id', 'A spreadsheet seems to have made dates of text'],
    ]);
  });
});

describe('what is asked for', () => {
  test('is checked as a whole, each fault with its field', async () => {
    const id = await uploaded(people('asked-', 1));
    const reply = await start(id, {
      segment: null,
      mode: 'replace',
      columns: [
        { column: 'id', use: 'attribute', path: 'a.b', type: 'text' },
        { column: 'id', use: 'status' },
        { column: 'email', use: 'identity', namespace: '', hash: 'md5' },
        { column: 'tier', use: 'attribute', path: 'a.__proto__', type: 'date' },
      ],
    });
    expect(reply.status).toBe(422);
    expect(reply.json.issues.map(({ path: field }: { path: string }) => field)).toEqual(['columns.2.namespace', 'columns.2.hash', 'columns.3.path', 'columns.3.type']);

    const second = await start(id, {
      segment: null,
      mode: 'replace',
      columns: [
        { column: 'id', use: 'attribute', path: 'a.b', type: 'text' },
        { column: 'id', use: 'status' },
        { column: 'tier', use: 'attribute', path: 'a', type: 'text' },
      ],
    });
    expect(second.json.issues.map(({ path: field }: { path: string }) => field).toSorted()).toEqual(['columns', 'columns.1.column', 'columns.1.use', 'columns.2.path', 'segment']);
    expect((await start(id, { columns: [mapping[0], { column: 'nope', use: 'ignore' }] })).json.issues).toEqual([
      { path: 'columns.1.column', code: 'request_invalid', message: 'The file has no such column.' },
    ]);
    expect((await start(id, { columns: undefined })).json.issues[0].path).toBe('columns');
    expect((await read(id)).state).toBe('uploaded');
  });

  test('has to fit the state of the import', async () => {
    expect((await start('imp_none')).status).toBe(404);
    const { id } = await imported(people('state-', 2));
    for (const action of ['start', 'cancel', 'resume']) {
      const body = action === 'start' ? { segment: null, mode: 'update', columns: mapping } : undefined;
      expect([action, (await api.call('POST', `/api/imports/${id}/${action}`, body === undefined ? {} : { body })).status]).toEqual([action, 409]);
    }
    expect((await api.call('DELETE', `/api/imports/${id}`)).status).toBe(204);
    expect((await api.call('GET', `/api/imports/${id}`)).status).toBe(404);
    const unstarted = await uploaded(people('state-', 2));
    expect((await api.call('DELETE', `/api/imports/${unstarted}`)).status).toBe(204);
    expect(filesLeft()).not.toContain(unstarted);
  });

  test('is either deleted or started where both are asked for at the same moment', async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const id = await uploaded(people(`both-${attempt}-`, 2));
      const [deleted, started] = await Promise.all([api.call('DELETE', `/api/imports/${id}`), start(id)]);
      if (started.status === 202) {
        expect(deleted.status).toBe(409);
        expect(await ended(id)).toMatchObject({ state: 'completed', counts: { rows: 2, changed: 2 } });
      } else {
        expect([started.status, deleted.status]).toEqual([expect.toSatisfy((status) => [404, 409, 410].includes(Number(status))), 204]);
        expect((await read(id)) as unknown).toMatchObject({ status: 404 });
        expect(await profile(`both-${attempt}-0`)).toBeUndefined();
      }
    }
  });

  test('row values are for those who may send profiles', async () => {
    const { id } = await imported('id,email,tier\na,b,c\nd,,e\n');
    const waiting = await uploaded(people('seen-', 1));
    for (const role of ['viewer', 'marketer'] as const) {
      const cookie = await api.cookieOf(role);
      expect((await api.call('GET', `/api/imports/${id}`, { cookie })).json).toMatchObject({ state: 'completed', errors: [], counts: { rejected: 1 } });
      expect((await api.call('GET', `/api/imports/${waiting}`, { cookie })).json).toMatchObject({ state: 'uploaded', preview: null, hasFile: true });
    }
    expect((await api.call('GET', `/api/imports/${waiting}`, { cookie: await api.cookieOf('ingest') })).json.preview.rows).toHaveLength(1);
  });
});

describe('an import that stops', () => {
  test('by being cancelled goes on where it was, and nobody is missing', async () => {
    const id = await uploaded(people('stop-', 20_000));
    await start(id, { segment: { id: 'stopped' } });
    await expect.poll(async () => (await read(id)).progress?.unit === 'rows' && ((await read(id)).progress?.done ?? 0) > 0, { interval: 5, timeout: 20_000 }).toBe(true);
    const cancelled = await api.call('POST', `/api/imports/${id}/cancel`);
    expect(cancelled.json).toMatchObject({ state: 'cancelled', hasFile: true, endedAt: expect.any(String) });
    const { done } = cancelled.json.progress as { done: number };
    expect(done).toBeLessThan(20_000);
    expect((await api.call('GET', '/api/segments/stopped')).json.size).toBe(done);
    expect((await start(id)).status).toBe(409);
    expect((await api.call('POST', `/api/imports/${id}/resume`)).status).toBe(202);
    expect(await ended(id)).toMatchObject({ state: 'completed', counts: { rows: 20_000, changed: 20_000, unchanged: 0, rejected: 0 } });
    expect((await api.call('GET', '/api/segments/stopped')).json.size).toBe(20_000);
  });

  test('since its segment was deleted says so, and how far it was', async () => {
    const id = await uploaded(people('gone-', 20_000));
    await start(id, { segment: { id: 'fleeting' } });
    await expect.poll(async () => (await read(id)).progress?.unit === 'rows' && ((await read(id)).progress?.done ?? 0) > 0, { interval: 5, timeout: 20_000 }).toBe(true);
    await api.clock.advance(1_000);
    expect((await api.call('DELETE', '/api/segments/fleeting')).status).toBe(204);
    const failed = await ended(id);
    expect(failed).toMatchObject({ state: 'failed', problem: { code: 'segment_unknown', message: expect.stringMatching(/deleted while .* [\d,]+ rows had been imported/) } });
  });

  test('waits its turn while another one is under way, and can be cancelled then', async () => {
    const first = await uploaded(people('one-', 20_000));
    const second = await uploaded(people('two-', 3));
    const third = await uploaded(people('three-', 3));
    for (const id of [first, second, third]) await start(id);
    expect((await api.call('POST', `/api/imports/${second}/cancel`)).json.state).toBe('cancelled');
    expect(await ended(third)).toMatchObject({ state: 'completed' });
    expect((await read(first)).state).toBe('completed');
    expect(await profile('two-0')).toBeUndefined();
  });

  test('gives up its file after a day, and is forgotten after a month', async () => {
    const id = await uploaded('id,email,tier\na,b\n');
    await start(id);
    expect((await ended(id)).state).toBe('failed');
    const unstarted = await uploaded(people('late-', 1));
    api.clock.wallAheadMs += 25 * 3_600_000;
    await api.clock.advance(60_000);
    await expect.poll(async () => [(await read(id)).hasFile, (await read(unstarted)).preview]).toEqual([false, null]);
    expect(filesLeft()).toEqual([]);
    expect((await api.call('POST', `/api/imports/${id}/resume`)).json.detail).toContain('Upload it again');
    api.clock.wallAheadMs += 31 * 24 * 3_600_000;
    await api.clock.advance(60_000);
    await expect.poll(async () => (await api.call('GET', '/api/imports')).json.items).toEqual([]);
    expect(readdirSync(path.join(api.folder, 'imports'))).toEqual([]);
  });
});
