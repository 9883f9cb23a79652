import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { findChromium } from '../../scripts/chromium.ts';

const have =
  (...paths: string[]) =>
  (path: string) =>
    paths.includes(path);

test('the browser that was named wins over the ones on the path', () => {
  const environment = { CHROMIUM_PATH: '/opt/mine', PATH: '/usr/bin' };
  expect(findChromium(environment, have('/opt/mine', join('/usr/bin', 'chromium')))).toBe('/opt/mine');
  expect(findChromium(environment, have(join('/usr/bin', 'chromium')))).toBe(join('/usr/bin', 'chromium'));
});

test('every folder of the path is searched, for Chrome as well', () => {
  const chrome = join('/snap/bin', 'google-chrome');
  expect(findChromium({ PATH: ['/usr/bin', '/snap/bin'].join(delimiter) }, have(chrome))).toBe(chrome);
});

test('no browser is null', () => {
  expect(findChromium({}, have())).toBeNull();
});
