/** What the store and its thread say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type { Call, Failure } from '../../kit/threadCalls.ts';
import type { Method } from '../methodKinds.ts';
import type { Store } from '../store.ts';

/** The same methods, answering at once: what runs inside the thread. */
export type Synchronous<T> = { [M in keyof T]: T[M] extends (...parameters: infer P) => Promise<infer R> ? (...parameters: P) => R : never };

export type StoreCall = Call<Method>;

/** From the owner only: calls come in over this port, too. */
export interface Connection {
  readonly port: MessagePort;
}

/** What a thread that reads aside is started for. */
export type AsideCall = { [M in 'auditOutcomes' | 'findPeople']: { readonly method: M; readonly args: Parameters<Store[M]> } }['auditOutcomes' | 'findPeople'];

/** The only word of such a thread. */
export type AsideReply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };

/** First word of the thread: it is ready, or it cannot open the data file. */
export type Opening = { readonly opened: true } | { readonly opened: false; readonly failure: Failure };
