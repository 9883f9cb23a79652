import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const wellKnownPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Path of a Chromium or Chrome on this machine: `CHROMIUM_PATH` first, then the path, then where installers put it. Null when there is none. */
export function findChromium(environment: NodeJS.ProcessEnv, isThere: (path: string) => boolean = isExecutable): string | null {
  const named = environment['CHROMIUM_PATH'];
  const onPath = (environment['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...(named ? [named] : []), ...onPath, ...wellKnownPaths].find(isThere) ?? null;
}

/** Finds a browser, or installs one where that takes no questions: as root on a system with apt. Null, with one line that says why, where it cannot. */
export function ensureChromium(environment: NodeJS.ProcessEnv): string | null {
  const found = findChromium(environment);
  if (found !== null) return found;
  if (process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')) {
    console.error('Installing Chromium for the browser tests…');
    const apt = { stdio: ['ignore', 'ignore', 2] as ['ignore', 'ignore', number], env: { ...environment, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['update', '-qq'], apt);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], apt);
    const installed = findChromium(environment);
    if (installed !== null) return installed;
  }
  console.error('No Chromium found, so the browser tests are skipped. Install Chromium or Chrome, or name it in CHROMIUM_PATH.');
  return null;
}
