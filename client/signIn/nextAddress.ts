/** The address of the sign-in page that leads back to where somebody was. */
export function signInAddress(location: { readonly pathname: string; readonly search: string }): string {
  const here = location.pathname + location.search;
  return here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`;
}

/** Where to go after signing in: only ever a page of our own, whatever the address says. */
export function nextAddress(next: string | null): string {
  return next !== null && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next) && !next.startsWith('/sign-in') ? next : '/';
}
