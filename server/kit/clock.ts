/** Time as a dependency: nothing else in the server reads a clock or sets a timer, so that a test can move both. */
export interface Clock {
  /** Epoch milliseconds. May jump when the host's clock is set. */
  now(): number;
  /** Milliseconds since some fixed moment, with fractions; never goes back. For durations and deadlines. */
  monotonic(): number;
  /** Resolves after `milliseconds`, or at once when the signal aborts; never rejects. Less than nothing, as time until a moment that has just passed is, counts as nothing. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls `run` every `milliseconds` until the returned function is called. Does not keep the process alive. */
  every(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, milliseconds));
      signal?.addEventListener('abort', done, { once: true });
    }),
  every: (milliseconds, run) => {
    const timer = setInterval(run, milliseconds);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** RFC 3339 in UTC, as every answer holds times. */
export function isoTime(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toISOString();
}

/** Resolves after everything that already waits for the event loop had its turn. For long computations, so that they never hold up the rest; reads no time. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
