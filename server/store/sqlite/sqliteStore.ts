import { once } from 'node:events';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { nextTurn } from '../../kit/clock.ts';
import { ActivationError } from '../../kit/errors.ts';
import { Caller, fromFailure, type Reply } from '../../kit/threadCalls.ts';
import type { Store } from '../store.ts';
import { createAsides, storeClosed, type Asides } from './asides.ts';
import { methodKinds, type Method } from '../methodKinds.ts';
import { packArgs } from './packedWrites.ts';
import type { AsideCall, Connection, Opening } from './protocol.ts';

/** The store as the one who opened it has it: closing it closes it for everybody. */
export interface SqliteStore extends Store {
  /** A further line to the same store, to be handed to another thread, which makes a store of it with `connectSqliteStore`. Throws once the store is closed. */
  openLine(): StoreLine;
  /** Resolves when the thread of the database ended though nobody closed the store: a defect, after which every call is refused. */
  readonly died: Promise<ActivationError>;
}

/** What another thread needs to speak to the store, too; the port is transferred. */
export interface StoreLine {
  readonly port: MessagePort;
  readonly file: string;
}

/** The store as a further thread has it: closing it ends this line only. */
export interface ConnectedStore extends Store {
  /** Resolves once everything that the store had answered before this call has arrived here and had its effect. */
  catchUp(): Promise<void>;
}

/**
 * The store in one SQLite file, for one process. `file` is its path; the folder must be there, the file is made with
 * mode 0600. Rejects with an `ActivationError` that says in a sentence why the file cannot be used: another process
 * has it, a newer version wrote it, the folder cannot be written.
 */
export async function openSqliteStore(options: { file: string }): Promise<SqliteStore> {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { name: 'store', resourceLimits: { maxYoungGenerationSizeMb: 12 }, workerData: { file: options.file } });
  const [opening] = (await once(thread, 'message')) as [Opening];
  if (!opening.opened) {
    await thread.terminate();
    throw fromFailure(opening.failure);
  }
  const caller = new Caller<Method>(thread);
  thread.on('message', (reply: Reply) => caller.take(reply));
  const { store, isClosed } = storeOf(caller, createAsides(options.file));
  const died = new Promise<ActivationError>((resolve) => {
    const end = (error: ActivationError): void => {
      caller.end(error);
      if (!isClosed()) resolve(error);
    };
    thread.on('error', (cause) => end(new ActivationError('defect', 'The database thread stopped. Restart the server.', { cause })));
    thread.on('exit', () => end(storeClosed()));
  });
  return {
    ...store,
    died,
    openLine() {
      if (isClosed()) throw storeClosed();
      const { port1, port2 } = new MessageChannel();
      thread.postMessage({ port: port1 } satisfies Connection, [port1]);
      return { port: port2, file: options.file };
    },
  };
}

/** The store at the other end of a line of `openLine`. */
export function connectSqliteStore({ port, file }: StoreLine): ConnectedStore {
  const caller = new Caller<Method>(port);
  port.on('message', (reply: Reply) => caller.take(reply));
  port.on('close', () => caller.end(storeClosed()));
  return {
    ...storeOf(caller, createAsides(file)).store,
    catchUp() {
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) caller.take(next.message as Reply);
      return nextTurn();
    },
  };
}

/** Every method of the port as a call to the thread. */
function storeOf(caller: Caller<Method>, asides: Asides): { store: Store; isClosed: () => boolean } {
  let closed: Promise<unknown> | null = null;
  const methods = (Object.keys(methodKinds) as Method[]).map((method) => [
    method,
    async (...args: readonly unknown[]) => {
      if (closed !== null) throw storeClosed();
      return methodKinds[method] === 'aside' ? asides.run({ method, args } as AsideCall) : caller.ask(method, packArgs(method, args));
    },
  ]);
  const close = async (): Promise<void> => {
    await (closed ??= Promise.all([caller.ask('close', []), asides.close()]));
  };
  return { store: { ...(Object.fromEntries(methods) as Store), close }, isClosed: () => closed !== null };
}
