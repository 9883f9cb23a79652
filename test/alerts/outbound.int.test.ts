import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createAddressRules } from '../../server/alerts/addresses.ts';
import { post } from '../../server/alerts/outbound.ts';

const servers: Server[] = [];
async function listen(handler: RequestListener, host: string, port = 0): Promise<number> {
  const server = createServer(handler);
  servers.push(server);
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

const allowed = createAddressRules([{ address: '127.0.0.1', prefix: 32 }], []);
const at = (address: string) => ({ address, family: 4 });
const open = new AbortController().signal;
const send = (address: string, options: Partial<Parameters<typeof post>[3]> = {}) =>
  post(address, '{"a":1}', { 'X-Test': 'yes' }, { rules: allowed, resolve: async () => [at('127.0.0.1')], signal: open, ...options });

test('posts to the address that was checked, and asks the name server once', async () => {
  const bodies: string[] = [];
  const port = await listen((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => bodies.push(`${String(request.headers['x-test'])} ${request.headers.host} ${text}`));
    request.on('end', () => response.end('ok'));
  }, '127.0.0.1');
  const answers = ['127.0.0.1', '127.0.0.2'];
  let inner = 0;
  await listen(
    (_request, response) => {
      inner += 1;
      response.end();
    },
    '127.0.0.2',
    port,
  );
  let asked = 0;
  const sent = await send(`http://rebinding.example:${port}/`, { resolve: async () => [at(answers[Math.min(asked++, 1)] ?? '')] });
  expect(sent).toEqual({ ok: true, message: 'Delivered.' });
  expect([bodies, asked, inner]).toEqual([[`yes rebinding.example:${port} {"a":1}`], 1, 0]);
});

test('connects to nothing inside: not by a name, not by a second address of it, not by a literal', async () => {
  let connections = 0;
  const port = await listen((_request, response) => response.end(), '127.0.0.2');
  servers[0]?.on('connection', () => (connections += 1));
  const rules = createAddressRules([], []);
  const refused = await Promise.all([
    send(`https://localtest.example:${port}/`, { rules, resolve: async () => [at('127.0.0.2')] }),
    send('https://localtest.example/', { rules, resolve: async () => [at('8.8.8.8'), at('127.0.0.2')] }),
    send(`http://127.0.0.2:${port}/`, { rules }),
    send(`http://127.0.0.2:${port}/`),
  ]);
  expect(refused.map(({ ok, message }) => [ok, message.includes('TRIBUTARY_WEBHOOK_ALLOW')])).toEqual(Array.from({ length: 4 }, () => [false, true]));
  expect(connections).toBe(0);
});

test('follows no redirect', async () => {
  let inner = 0;
  const innerPort = await listen((_request, response) => {
    inner += 1;
    response.end();
  }, '127.0.0.1');
  const port = await listen((_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${innerPort}/` }).end(), '127.0.0.1');
  expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ ok: false, message: expect.stringContaining('redirect') });
  expect(inner).toBe(0);
});

test('reads a little of the answer only, and waits no longer than the signal', async () => {
  const endless = await listen((_request, response) => {
    response.writeHead(200);
    const more = (): void => void (response.writableEnded || response.destroyed ? undefined : response.write('x'.repeat(16_384), () => setImmediate(more)));
    more();
  }, '127.0.0.1');
  expect(await send(`http://127.0.0.1:${endless}/`)).toMatchObject({ ok: false, message: 'The receiver answered with far too much.' });
  const limit = new AbortController();
  const silent = await listen(() => limit.abort(), '127.0.0.1');
  expect(await send(`http://127.0.0.1:${silent}/`, { signal: limit.signal })).toEqual({ ok: false, message: 'There was no answer in time.' });
});

test('says in words what went wrong', async () => {
  const port = await listen((_request, response) => response.writeHead(503).end(), '127.0.0.1');
  expect((await send(`http://127.0.0.1:${port}/`)).message).toBe('The receiver answered 503: it has trouble of its own. Ask whoever runs it if this goes on.');
  expect((await send(`https://127.0.0.1:${port}/`)).message).toContain('cannot be reached');
  expect((await send('http://127.0.0.1:1/')).message).toBe('The receiver cannot be reached (ECONNREFUSED).');
  const unknown = async (): Promise<never> => Promise.reject(new Error('ENOTFOUND'));
  expect((await send('https://no.such.example/', { resolve: unknown })).message).toContain('cannot be found');
});
