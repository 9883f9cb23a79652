/** Builds the pages into `dist/client`, or finds that they are built already. Built-ins only, like `setup.mjs`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { SetupProblem, explainProblems, pinnedNode, setUp } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Everything the pages are made from, relative to the root. */
const sources = ['client', 'shared', 'vite.config.ts', 'package-lock.json'];

/**
 * Epoch milliseconds of the latest change of a file or of anything in a folder; removing a file changes its folder. 0 when it does not exist.
 * @param {string} path
 * @returns {number}
 */
function changedAt(path) {
  if (!existsSync(path)) return 0;
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, changedAt(join(path, name))), status.mtimeMs);
}

/** Are the built pages there, and no older than their sources? */
export function isClientBuilt(folder = root) {
  const built = changedAt(join(folder, 'dist', 'client', 'index.html'));
  return built > 0 && sources.every((source) => changedAt(join(folder, source)) <= built);
}

/**
 * Writes each script and style sheet of a folder a second and a third time, as `.br` and `.gz`: a quarter of the bytes, and the
 * server spends nothing on it. Fonts are compressed already.
 * @param {string} folder
 */
function compressTexts(folder) {
  for (const name of readdirSync(folder).filter((file) => /\.(?:js|css)$/.test(file))) {
    const text = readFileSync(join(folder, name));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }));
    // One step below the most: nearly as small in less time.
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
  }
}

/** Builds the pages. Throws a `SetupProblem` when that fails; the tool has then said why. */
export function buildClient() {
  console.error('Building the pages…');
  const outcome = spawnSync(pinnedNode(), [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (outcome.status !== 0) throw new SetupProblem('The pages could not be built. The reason stands above.');
  compressTexts(join(root, 'dist', 'client', 'assets'));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  explainProblems(() => {
    setUp();
    buildClient();
  });
}
