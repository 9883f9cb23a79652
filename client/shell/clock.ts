/** The only place of the pages that reads the time or waits. */
export const now = (): number => Date.now();

/** Calls `work` once, after `milliseconds`. Returns the function that prevents it. */
export function after(milliseconds: number, work: () => void): () => void {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
}

/** Calls `work` every `milliseconds`. Returns the function that stops it. */
export function every(milliseconds: number, work: () => void): () => void {
  const timer = setInterval(work, milliseconds);
  return () => clearInterval(timer);
}

/** Resolves once the browser has drawn what is on the page now. */
export const drawn = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
