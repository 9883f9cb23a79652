/**
 * `node scripts/run.mjs [--with-client] <file> [arguments]`: sets the checkout up, builds the pages if they are asked
 * for and stale, then runs the file on the pinned Node.js, whatever Node.js this is. Replaces itself with it where the
 * system can, so that signals and the exit code are the file's own.
 * Not npm's `pre` scripts: those are silently skipped for everyone who set `ignore-scripts`.
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { buildClient, isClientBuilt } from './buildClient.mjs';
import { explainProblems, pinnedNode, setUp } from './setup.mjs';

explainProblems(() => {
  const words = process.argv.slice(2);
  const withClient = words[0] === '--with-client';
  const args = withClient ? words.slice(1) : words;

  setUp();
  if (withClient && !isClientBuilt()) buildClient();
  const node = pinnedNode();
  const environment = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` };
  if (process.execve !== undefined && process.platform !== 'win32') process.execve(node, [node, ...args], environment);

  const child = spawn(node, args, { stdio: 'inherit', env: environment });
  // The terminal sends Ctrl-C to the whole group, the child included: here it must only not end the parent first.
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Node.js could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
});
