/** `npm test [-- file…]`: finds a browser, builds the pages, runs the tests and closes with one plain line of counts. */
import { parseCLI, startVitest } from 'vitest/node';
import { buildClient, isClientBuilt } from './buildClient.mjs';
import { ensureChromium } from './chromium.ts';
import { SetupProblem } from './setup.mjs';
import { closingLine, countTests, exitCodeOf } from './testCounts.ts';

/** The pages, for the browser tests. A build that fails must not keep the other tests from running; it fails the run all the same. */
function buildPages(): number {
  try {
    if (!isClientBuilt()) buildClient();
    return 0;
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(error.message);
    return 1;
  }
}

const chromium = ensureChromium(process.env);
if (chromium !== null) process.env['CHROMIUM_PATH'] = chromium;
const failedBuilds = buildPages();

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const vitest = await startVitest('test', filter, { ...options, watch: false });
const counts = countTests(vitest.state.getTestModules(), vitest.state.getUnhandledErrors().length + failedBuilds);
await vitest.close();

process.stdout.write(`${closingLine(counts)}\n`, () => process.exit(exitCodeOf(counts)));
