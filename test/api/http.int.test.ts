import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { problemSchema } from '../../shared/problem.ts';
import { routes } from '../../shared/api.ts';
import type { Route } from '../../shared/route.ts';
import { startApi, type Harness } from './harness.ts';

let api: Harness;
beforeAll(async () => void (api = await startApi()));
afterAll(() => api.stop());

const put = (raw: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => api.call('PUT', '/api/segments/http', { raw, headers });

describe('bodies', () => {
  test.each([
    ['cut off', '{"name":', 400],
    ['with a trailing comma', '{"name":"a",}', 400],
    ['not a number', '{"name":NaN}', 400],
    ['empty', '', 400],
    ['null', 'null', 422],
    ['text', '"a"', 422],
    ['a list', '[]', 422],
    ['nested 65 levels deep', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, 422],
    ['nested 100,000 levels deep', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 422],
    ['naming a prototype', '{"name":"a","__proto__":{"role":"admin"}}', 422],
    ['naming a constructor inside', '{"name":"a","labels":[{"constructor":1}]}', 422],
    ['with a field that is not there', '{"name":"a","role":"admin"}', 422],
    ['with a lone surrogate', '{"name":"a\\ud800"}', 422],
    ['with a NUL', '{"name":"a\\u0000"}', 422],
    ['larger than a megabyte', `{"name":"${'a'.repeat(1024 * 1024)}"}`, 413],
  ])('%s', async (_title, raw, status) => {
    const reply = await put(raw);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(problemSchema.parse(reply.json)).toMatchObject({ status, requestId: reply.headers.get('x-request-id') });
    expect(({} as Record<string, unknown>)['role']).toBeUndefined();
  });

  test('what is not UTF-8 is refused, a byte order mark is not', async () => {
    expect((await put(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]))).json.detail).toContain('UTF-8');
    expect((await put('\ufeff{"name":"marked"}')).status).toBe(200);
  });

  test('gzip is read, a bomb is 413, another encoding 415', async () => {
    expect((await put(new Uint8Array(gzipSync('{"name":"zipped"}')), { 'content-encoding': 'gzip' })).json.name).toBe('zipped');
    expect((await put(new Uint8Array(gzipSync(Buffer.alloc(20_000_000, ' '))), { 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await put('{"name":"a"}', { 'content-encoding': 'compress' })).status).toBe(415);
    expect((await put('not gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
  });

  test('the place of a mistake is told, not what stands there', async () => {
    expect((await put('{"name": "a",\n oops}')).json.detail).toBe('The body is not JSON at line 2, column 2.');
  });
});

describe('addresses', () => {
  test('a query parameter twice, unknown or out of range is refused by name; an empty one is none', async () => {
    const issues = async (query: string) => (await api.call('GET', `/api/segments?${query}`)).json.issues.map(({ path }: { path: string }) => path);
    expect(await issues('limit=1&limit=2')).toEqual(['limit']);
    expect(await issues('serch=x')).toEqual(['serch']);
    expect(await issues('limit=0')).toEqual(['limit']);
    expect(await issues('limit=501')).toEqual(['limit']);
    expect(await issues('limit=abc')).toEqual(['limit']);
    expect((await api.call('GET', '/api/segments?search=&cursor=')).status).toBe(200);
    expect((await api.call('GET', '/api/destinations?status=&tag=')).status).toBe(200);
    expect((await api.call('GET', '/api/destinations?status=odd')).json.issues[0].path).toBe('status');
  });

  test('every path refuses methods it does not have, and says which it has', async () => {
    const paths = new Set(Object.values(routes).map(({ path }) => path));
    for (const path of paths) {
      const methods = Object.values<Route>(routes)
        .filter((route) => route.path === path)
        .map(({ method }) => method);
      const other = (['DELETE', 'PATCH', 'PUT', 'POST'] as const).find((method) => !methods.includes(method));
      const reply = await api.call(other as string, path.replaceAll(/:\w+/g, 'x'));
      // An address like /api/accounts/test is also an account's address.
      if (reply.status === 404 || reply.status === 400 || reply.status === 415) continue;
      expect([path, reply.status]).toEqual([path, 405]);
      for (const method of methods) expect(reply.headers.get('allow')).toContain(method);
    }
    expect((await api.call('OPTIONS', '/api/session')).status).toBe(405);
    expect((await api.call('POST', '/healthz')).status).toBe(405);
  });

  test('a broken escape is 400, an odd id is simply not there', async () => {
    expect((await api.call('GET', '/api/segments/%E0%A4%A')).status).toBe(400);
    for (const id of ['..%2f..%2fetc', '%00', "'%20OR%201=1--", 'x'.repeat(5_000)]) expect((await api.call('GET', `/api/segments/${id}`)).status).toBe(404);
    expect((await api.call('PUT', '/api/segments/%01', { body: { name: 'a' } })).json.issues[0].path).toBe('id');
  });

  test('times and ranges are checked', async () => {
    const address = `/api/destinations/${await api.createDestination(await api.createAccount())}`;
    expect((await api.call('GET', `${address}/deliveries?from=yesterday`)).json.issues[0].path).toBe('from');
    expect((await api.call('GET', `${address}/deliveries?from=2026-02-30T00:00:00Z`)).status).toBe(422);
    expect((await api.call('GET', `${address}/deliveries?from=2026-11-20T00:00:00Z&to=2026-11-19T00:00:00Z`)).json.issues[0].path).toBe('from');
    expect((await api.call('GET', `${address}/metrics?step=61`)).json.issues[0].path).toBe('step');
    expect((await api.call('GET', `${address}/metrics?from=2025-01-01T00:00:00Z`)).status).toBe(422);
  });
});

describe('headers', () => {
  test.each([
    ['/api/session', 200],
    ['/api/nope', 404],
    ['/somewhere', 404],
    ['/api/segments/%E0', 400],
  ])('%s has them all', async (address, status) => {
    const { status: got, headers } = await api.call('GET', address);
    expect(got).toBe(status);
    expect(headers.get('content-security-policy')).toContain("default-src 'none';script-src 'self';style-src 'self';");
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe-eval|script-src[^;]*unsafe/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
    if (address.startsWith('/api')) expect(headers.get('cache-control')).toBe('no-store');
  });
});

test('pages come from the built folder: hashed files for a year, the page itself fresh each time', async () => {
  expect((await api.call('GET', '/')).json.detail).toContain('not built');
  mkdirSync(join(api.pagesFolder, 'assets'), { recursive: true });
  writeFileSync(join(api.pagesFolder, 'index.html'), '<title>pages</title>');
  writeFileSync(join(api.pagesFolder, 'assets', 'main-1a2b.js'), 'run()');
  for (const address of ['/', '/destinations/new/setup', '/sign-in?next=/x']) {
    const { status, text, headers } = await api.call('GET', address, { token: null });
    expect([address, status, text, headers.get('cache-control')]).toEqual([address, 200, '<title>pages</title>', 'no-cache']);
  }
  expect((await api.call('GET', '/segments/vip.2026', { headers: { accept: 'text/html' } })).text).toContain('pages');
  expect((await api.call('GET', '/assets/main-1a2b.js')).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  for (const address of ['/assets/gone.js', '/favicon.ico', '/api', '/..%2fsecret.key']) expect([address, (await api.call('GET', address)).status]).toEqual([address, 404]);
  expect((await api.call('POST', '/destinations')).status).toBe(404);
});

test('scripts and styles leave compressed as the build left them, to whoever takes them so', async () => {
  const assets = join(api.pagesFolder, 'assets');
  mkdirSync(assets, { recursive: true });
  writeFileSync(join(assets, 'twice-1a2b.js'), 'plain()');
  writeFileSync(join(assets, 'twice-1a2b.js.br'), brotliCompressSync('brotli()'));
  writeFileSync(join(assets, 'twice-1a2b.js.gz'), gzipSync('gzip()'));
  writeFileSync(join(assets, 'once-1a2b.js'), 'plain()');
  const read = async (name: string, accepted: string) => {
    const { text, headers } = await api.call('GET', `/assets/${name}`, { headers: { 'accept-encoding': accepted } });
    return [text, headers.get('content-encoding'), headers.get('content-type'), headers.get('vary'), headers.get('cache-control')];
  };
  const common = ['text/javascript; charset=utf-8', 'Accept-Encoding', 'public, max-age=31536000, immutable'];
  expect(await read('twice-1a2b.js', 'gzip, deflate, br')).toEqual(['brotli()', 'br', ...common]);
  expect(await read('twice-1a2b.js', 'gzip')).toEqual(['gzip()', 'gzip', ...common]);
  expect(await read('twice-1a2b.js', 'identity')).toEqual(['plain()', null, ...common]);
  expect(await read('once-1a2b.js', 'gzip, br')).toEqual(['plain()', null, ...common]);
});

test('the log has one line per request, by the path of the table, and no line break gets in', async () => {
  api.logLines.length = 0;
  await api.call('GET', '/api/segments/secret-id%0d%0aforged?search=%0a', {});
  await api.clock.advance(0);
  expect(api.logLines).toHaveLength(1);
  expect(JSON.parse(api.logLines[0] as string)).toMatchObject({ level: 'info', method: 'GET', route: '/api/segments/:id', role: 'admin', msg: 'Request' });
  expect(api.logLines[0]).not.toContain('secret-id');
});

test('a draft is gone on with by whoever has its address and may create destinations', async () => {
  const mine = await api.cookieOf('marketer');
  const created = await api.call('POST', '/api/drafts', { cookie: mine, body: { type: 'toy', name: ' as typed ', activation: { segments: [] } } });
  expect([created.status, created.json.content.name]).toEqual([201, ' as typed ']);
  const address = `/api/drafts/${created.json.id}`;
  expect((await api.call('GET', address)).json.content).toEqual(created.json.content);
  expect((await api.call('GET', address, { cookie: await api.cookieOf('viewer') })).status).toBe(403);
  expect((await api.call('GET', `${address.slice(0, -1)}x`, { cookie: mine })).status).toBe(404);
  expect((await api.call('PUT', address, { cookie: mine, body: { type: 'toy', stream: 's' } })).json.content).toEqual({ type: 'toy', stream: 's' });
  expect((await api.call('PUT', address, { cookie: mine, body: { type: 'toy', secretAccessKey: 'x' } })).status).toBe(422);
  expect((await api.call('DELETE', address, { cookie: mine })).status).toBe(204);
});

test('free parts of a body are as harmless as the rest', async () => {
  const draft = (activation: string) => api.call('POST', '/api/drafts', { raw: `{"type":"toy","activation":${activation}}` });
  expect((await draft('{"a":{"__proto__":{"role":"admin"}}}')).json.issues[0].path).toBe('__proto__');
  expect((await draft(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)).json.detail).toContain('64 levels');
  expect((await draft('{"a":{"b":[1,2,{"c":null}]}}')).status).toBe(201);
});
