import type { ToldWrite } from './auditStore.ts';
import type { Store } from './store.ts';

/** The reads by which an audit entry is told. */
export type TellingRead =
  | 'getAlertRule'
  | 'firingAlerts'
  | 'getAlertChannel'
  | 'listAlertChannels'
  | 'getAccount'
  | 'getDestination'
  | 'getActivation'
  | 'getProposal'
  | 'getRun'
  | 'getSegment'
  | 'getPolicy'
  | 'listFieldLabels'
  | 'getImport';

/** One call of the store. */
interface Question {
  readonly method: TellingRead | ToldWrite;
  readonly args: readonly unknown[];
}

/** Work that needs answers of the store, and leaves it to the driver to get each at once or to wait for it. */
export type Asking<Value> = Generator<Question, Value, unknown>;

/** What is asked, by either kind of driver. */
export type Answering = { readonly [M in Question['method']]: (...args: never) => unknown };

type Answer<M extends TellingRead> = Awaited<ReturnType<Store[M]>>;

export function* ask<M extends TellingRead>(method: M, ...args: Parameters<Store[M]>): Asking<Answer<M>> {
  return (yield { method, args }) as Answer<M>;
}

/** What the store answers: a driver that waits gets a promise. */
export const answerOf = (store: Answering, { method, args }: Question): unknown => (store[method] as (...args: readonly unknown[]) => unknown)(...args);
