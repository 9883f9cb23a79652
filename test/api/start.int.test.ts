import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServerProcess } from '../serverProcess.ts';

/** A start that is expected to end by itself. */
async function startAndFail(environment: Record<string, string>): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../../server/main.ts')], {
    env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'silent', PORT: '0', ...environment },
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, printed };
}

const oneLine = /^[^\n]+\n$/;
let server: ServerProcess;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tributary-start-'));
  server = new ServerProcess();
  await server.start();
}, 60_000);
afterAll(async () => {
  await server.destroy();
  rmSync(folder, { recursive: true, force: true });
});

test('a bad setting, a busy port and a store in use each end the start with one clear line', async () => {
  const [bad, busy, used] = [
    await startAndFail({ PORT: 'many', TRIBUTARY_DATA_DIR: folder }),
    await startAndFail({ PORT: new URL(server.url).port, TRIBUTARY_DATA_DIR: folder }),
    await startAndFail({ TRIBUTARY_DATA_DIR: server.dataDir }),
  ];
  expect([bad.code, busy.code, used.code]).toEqual([78, 78, 1]);
  for (const { printed } of [bad, busy, used]) expect(printed).toMatch(oneLine);
  expect([bad.printed, busy.printed, used.printed]).toEqual([
    expect.stringContaining('PORT is "many"'),
    expect.stringContaining('uses already'),
    expect.stringContaining('Another process'),
  ]);
}, 60_000);

test('what lies in the data folder is its owner’s alone', () => {
  expect(statSync(server.dataDir).mode & 0o777).toBe(0o700);
  for (const file of ['tributary.db', 'secret.key']) expect(statSync(path.join(server.dataDir, file)).mode & 0o777).toBe(0o600);
});

test('the first start prints a link that opens an admin session, and the log does not hold it', async () => {
  const link = server.lines.find((line) => line.includes('/set-up#token='));
  const token = link?.split('#token=')[1] as string;
  expect(server.lines.filter((line) => line.startsWith('{')).join('')).not.toContain(token);
  const post = () => fetch(`${server.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) });
  expect(await (await post()).json()).toMatchObject({ role: 'admin', email: null, demo: false });
  expect((await post()).status).toBe(401);
});

test('requests that smuggle a second one are refused', async () => {
  const { hostname, port } = new URL(server.url);
  for (const headers of ['Content-Length: 5\r\nTransfer-Encoding: chunked', 'Content-Length: 5\r\nContent-Length: 6', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip']) {
    const socket = connect(Number(port), hostname);
    socket.write(`POST /api/session HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect([headers, answer.toString().slice(0, 13)]).toEqual([headers, 'HTTP/1.1 400 ']);
    socket.destroy();
  }
});

test('SIGTERM ends open event streams and the process, with exit code 0', async () => {
  const stream = await fetch(`${server.url}/api/events`, { headers: { authorization: 'Bearer admin-token-for-tests-and-benchmarks' } });
  const reader = stream.body?.getReader();
  await reader?.read();
  expect(await server.end('SIGTERM')).toBe(0);
  expect((await reader?.read())?.done ?? true).toBe(true);
  const [line] = server.lines.slice(-1);
  expect(line).toContain('The server has stopped');
}, 60_000);
