/** `npm run planted [-- words…]`: plants each fault of test/planted/faults.ts whose text holds the words into a copy of the project, runs the tests that have to notice, and prints a table. Ends with 1 when a fault went unnoticed. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { plantedFaults, type PlantedFault } from '../test/planted/faults.ts';

const root = path.resolve(import.meta.dirname, '..');
/** A fault that makes a test wait for ever is noticed, too. */
const limitMs = 180_000;
const copied = ['client', 'demo', 'samples', 'scripts', 'server', 'shared', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'];

function isGreen(folder: string, tests: readonly string[]): boolean {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  return spawnSync(process.execPath, [vitest, 'run', '--bail', '1', ...tests], { cwd: folder, timeout: limitMs, stdio: 'ignore' }).status === 0;
}

function notices(folder: string, { file, from, to, tests }: PlantedFault): boolean {
  const whole = path.join(folder, file);
  const source = readFileSync(whole, 'utf8');
  if (!source.includes(from)) throw new Error(`${file} does not hold: ${from}`);
  writeFileSync(
    whole,
    source.replace(from, () => to),
  );
  try {
    return !isGreen(folder, tests);
  } finally {
    writeFileSync(whole, source);
  }
}

const words = process.argv.slice(2).join(' ');
const folder = mkdtempSync(path.join(tmpdir(), 'tributary-planted-'));
let unnoticed = 0;
try {
  for (const entry of copied) cpSync(path.join(root, entry), path.join(folder, entry), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const planted = plantedFaults.filter(({ what, file }) => `${file} ${what}`.includes(words));
  const tests = [...new Set(planted.flatMap((fault) => fault.tests))];
  if (!isGreen(folder, tests)) throw new Error('The tests fail without a fault.');
  console.log('| where | fault | noticed |\n| --- | --- | --- |');
  for (const fault of planted) {
    const isNoticed = notices(folder, fault);
    if (!isNoticed) unnoticed += 1;
    console.log(`| \`${fault.file.replace('server/', '')}\` | ${fault.what} | ${isNoticed ? 'yes' : '**no**'} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(unnoticed === 0 ? 0 : 1);
