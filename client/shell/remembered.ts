/** Small choices this browser keeps, such as a hidden panel. A browser that forbids storage forgets them, and that is all. */
export function readRemembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** `null` forgets. */
export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Private windows may refuse to store: the choice then lasts as long as the page.
  }
}
