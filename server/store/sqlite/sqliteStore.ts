import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ActivationError } from '../../kit/errors.ts';
import type { Store } from '../store.ts';
import { fromFailure } from './failure.ts';
import { methodKinds, type Call, type Method, type Opening, type Reply } from './protocol.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: ActivationError): void;
}

/**
 * The store in one SQLite file, for one process. `file` is its path; the folder must be there, the file is made with
 * mode 0600. Rejects with an `ActivationError` that says in a sentence why the file cannot be used: another process
 * has it, a newer version wrote it, the folder cannot be written.
 */
export async function openSqliteStore(options: { file: string }): Promise<Store> {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { name: 'store', resourceLimits: { maxYoungGenerationSizeMb: 12 }, workerData: { file: options.file } });
  const [opening] = (await once(thread, 'message')) as [Opening];
  if (!opening.opened) {
    await thread.terminate();
    throw fromFailure(opening.failure);
  }
  return proxyOf(thread);
}

/** Every method of the port as a message to the thread and a promise of its reply. */
function proxyOf(thread: Worker): Store {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let ended: ActivationError | null = null;
  let closed: Promise<unknown> | null = null;

  const end = (error: ActivationError): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  thread.on('message', (reply: Reply) => {
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.ok) call?.resolve(reply.value);
    else call?.reject(fromFailure(reply.failure));
  });
  thread.on('error', (cause) => end(new ActivationError('defect', 'The database thread stopped. Restart the server.', { cause })));
  thread.on('exit', () => end(new ActivationError('defect', 'The store is closed.')));

  const ask = (method: Method, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(ended);
      const call: Call = { id: (lastId += 1), method, args };
      thread.postMessage(call);
      waiting.set(call.id, { resolve, reject });
    });
  const close = async (): Promise<void> => {
    await (closed ??= ask('close', []));
  };
  const methods = (Object.keys(methodKinds) as Method[]).map((method) => [
    method,
    async (...args: readonly unknown[]) => {
      if (closed !== null) throw new ActivationError('defect', 'The store is closed.');
      return ask(method, args);
    },
  ]);
  return { ...(Object.fromEntries(methods) as Store), close };
}
