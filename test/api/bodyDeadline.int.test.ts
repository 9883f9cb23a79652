import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bodyDeadline } from '../../server/api/bodyDeadline.ts';
import { ManualClock } from '../fakes/manualClock.ts';

let clock: ManualClock;
let server: Server;
/** Bytes of the bodies that the server took. */
let taken: number;
let onTaken: () => void;
/** Answers before the body is there where the path says so. */
beforeEach(async () => {
  clock = new ManualClock(0);
  taken = 0;
  onTaken = () => undefined;
  const app = express();
  app.use(bodyDeadline(clock));
  app.use((request, response) => {
    request.on('data', (chunk: Buffer) => {
      taken += chunk.length;
      onTaken();
    });
    request.on('error', () => undefined);
    if (request.url.endsWith('?refuse')) response.status(401).end();
    else request.on('end', () => response.end());
  });
  server = createServer({ requestTimeout: 0 }, app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A body that has begun to arrive. */
async function begin(method: string, path: string): Promise<{ send: (bytes: number) => Promise<void>; isOpen: () => Promise<boolean> }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  const ended = new Promise<false>((resolve) => socket.once('close', () => resolve(false)));
  const send = async (bytes: number): Promise<void> => {
    const before = taken;
    socket.write(Buffer.alloc(bytes, 'x'));
    await expect.poll(() => taken, { interval: 5 }).toBe(before + bytes);
  };
  socket.write(`${method} ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n`);
  await send(1);
  // Whoever was hung up on learns it at the latest when it sends something.
  const isOpen = (): Promise<boolean> => {
    const arrived = new Promise<true>((resolve) => (onTaken = () => resolve(true)));
    socket.write('x');
    return Promise.race([ended, arrived]);
  };
  return { send, isOpen };
}

test.each([
  ['POST', '/api/profiles'],
  ['PUT', '/api/imports'],
  ['POST', '/api/imports/1/start'],
  ['POST', '/anything'],
])('%s %s has two minutes, however it trickles in', async (method, path) => {
  const { send, isOpen } = await begin(method, path);
  for (let seconds = 30; seconds < 120; seconds += 30) {
    await clock.advance(30_000);
    await send(64 * 1024);
  }
  await clock.advance(29_000);
  expect(await isOpen()).toBe(true);
  await clock.advance(1_000);
  expect(await isOpen()).toBe(false);
});

test('a file may take hours while it comes in, and is hung up on when it trickles', async () => {
  const { send, isOpen } = await begin('POST', '/api/imports?name=a.csv');
  for (let look = 0; look < 400; look += 1) {
    await send(64 * 1024);
    await clock.advance(30_000);
  }
  expect(await isOpen()).toBe(true);
  await send(60 * 1024);
  await clock.advance(30_000);
  expect(await isOpen()).toBe(false);
});

test('what comes in of a file after its answer has two minutes', async () => {
  const { send, isOpen } = await begin('POST', '/api/imports?refuse');
  for (let seconds = 0; seconds < 90; seconds += 30) {
    await send(64 * 1024);
    await clock.advance(30_000);
  }
  expect(await isOpen()).toBe(true);
  await send(64 * 1024);
  await clock.advance(30_000);
  expect(await isOpen()).toBe(false);
});
