/** What is to differ in the parameters of an address; '' takes one away. */
export type UrlChange = Readonly<Record<string, string>>;

/**
 * The address follows a moment after it is set. A second change in that moment goes on from the first, not from the
 * address, whichever part of the page makes it.
 */
export class UrlChanges {
  #newest: { readonly key: string; readonly parameters: URLSearchParams } | null = null;

  /** What `parameters`, of the entry `key` of the history, become. */
  apply(key: string, parameters: URLSearchParams, change: UrlChange): URLSearchParams {
    const next = new URLSearchParams(this.#newest?.key === key ? this.#newest.parameters : parameters);
    for (const [name, value] of Object.entries(change)) {
      if (value === '') next.delete(name);
      else next.set(name, value);
    }
    this.#newest = { key, parameters: next };
    return next;
  }

  /** The page shows the entry `key`: what was set before is in it, or was given up for it. */
  arrive(key: string): void {
    if (this.#newest?.key !== key) this.#newest = null;
  }
}
