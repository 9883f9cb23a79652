/** The token in a fragment such as `#token=…`; null when there is none. */
export function tokenInFragment(hash: string): string | null {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('token');
  return token === null || token === '' ? null : token;
}

/** Takes the token out of the address at once, so that it stays neither in the history nor on a screen that is shared. */
export function takeFragmentToken(): string | null {
  const token = tokenInFragment(window.location.hash);
  if (token !== null) window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return token;
}
