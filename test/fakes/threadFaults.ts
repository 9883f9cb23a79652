/**
 * Preloaded by a server under test (`withThreadFaults` in its environment) into each of its threads: one of
 * them comes to grief when the test says so, as it would by a defect. Each looks for files of its name in the data folder.
 */
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { threadName } from 'node:worker_threads';

/** `crash`: an error nobody handles. `exit`: the thread ends itself. `hang`: it computes, and looks at nothing else, until the file is gone. */
export type ThreadFault = 'crash' | 'exit' | 'hang';

/** The file in the data folder that triggers it in a thread. */
export const faultFile = (thread: 'delivery' | 'store', fault: ThreadFault): string => `${thread}-${fault}`;

/** For the environment of the server under test. */
export const withThreadFaults = { NODE_OPTIONS: `--import=${import.meta.filename}` };

const folder = process.env.TRIBUTARY_DATA_DIR;
const thread = threadName === 'delivery' || threadName === 'store' ? threadName : null;
if (thread !== null && folder !== undefined) {
  const [hang, exit, crash] = (['hang', 'exit', 'crash'] as const).map((fault) => path.join(folder, faultFile(thread, fault))) as [string, string, string];
  const look = (): void => {
    while (existsSync(hang));
    if (existsSync(exit)) {
      rmSync(exit);
      process.exit(3);
    }
    if (existsSync(crash)) {
      rmSync(crash);
      throw new Error('A fault planted by a test.');
    }
  };
  setInterval(look, 20).unref();
}
