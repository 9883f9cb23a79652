import type { Clock } from '../kit/clock.ts';
import { withinDeadline } from '../kit/deadline.ts';

/** A person waits for the answer: longer than any healthy answer takes, shorter than the patience of a proxy. Milliseconds. */
const deadlineMs = 20_000;

/** Makes a call to the other side that ends when the caller hangs up or the deadline is over, whichever is first. */
export function outsideCall<T>(clock: Clock, hangUp: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withinDeadline(clock, deadlineMs, hangUp, call);
}
