import type { Clock } from './clock.ts';

/** What a call that hears no signal resolves to, or the signal's reason, whichever comes first. The call itself goes on. */
export function orAborted<T>(signal: AbortSignal, call: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = (): void => reject(signal.reason as Error);
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
    call.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}

/** Makes a call whose signal aborts with the given one, or once `milliseconds` are over, whichever is first. What the call makes of that is its own. */
export async function withinDeadline<T>(clock: Clock, milliseconds: number, signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const answered = new AbortController();
  void clock.sleep(milliseconds, answered.signal).then(() => deadline.abort());
  try {
    return await call(AbortSignal.any([signal, deadline.signal]));
  } finally {
    answered.abort();
  }
}
