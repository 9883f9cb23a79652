import { useRef } from 'react';

/** A version of `work` that does nothing while an earlier call is still under way: a double click or Enter during a press sends one request. */
export function useSingleFlight(work: () => Promise<unknown>): () => Promise<void> {
  const isRunning = useRef(false);
  return async () => {
    if (isRunning.current) return;
    isRunning.current = true;
    try {
      await work();
    } finally {
      isRunning.current = false;
    }
  };
}
