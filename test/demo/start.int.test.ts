import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { findFreePort } from '../../demo/freePort.ts';
import { browserCommand, openBrowser } from '../../demo/openBrowser.ts';

test('a port that is taken is passed over', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const found = await findFreePort(port);
  expect(found).toBeGreaterThan(port);
  holder.close();
  await once(holder, 'close');
  expect(await findFreePort(port)).toBe(port);
});

test('a browser is opened on a desktop only', () => {
  expect(browserCommand('linux', { DISPLAY: ':0' })).toEqual(['xdg-open']);
  expect(browserCommand('linux', {})).toBeNull();
  expect(browserCommand('darwin', {})).toEqual(['open']);
  expect(browserCommand('darwin', { SSH_CONNECTION: 'yes' })).toBeNull();
  expect(browserCommand('linux', { DISPLAY: ':0', CI: 'true' })).toBeNull();
});

test('a browser that is not there is no error', async () => {
  expect(await openBrowser('http://127.0.0.1:8080/', ['no-such-program-here'])).toBe(false);
  expect(await openBrowser('http://127.0.0.1:8080/', null)).toBe(false);
});
