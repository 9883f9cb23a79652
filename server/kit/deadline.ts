import type { Clock } from './clock.ts';

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
