import type { Clock } from '../kit/clock.ts';
import { hashToken, newToken, sameToken } from './tokens.ts';

/** How long the link of the first start works, milliseconds. */
export const setupTokenMs = 3_600_000;

/** What a set-up token turned out to be. `over`: it was used, has run out, or there never was one. */
export type SetupClaim = { readonly state: 'claimed'; giveBack(): void } | { readonly state: 'wrong' } | { readonly state: 'over' };

/**
 * The one-time token of the first start. It lives in memory only: a restart forgets it and, while there is still no
 * user, makes another.
 */
export interface SetupToken {
  /** Makes the token valid and returns it: the only time it is told. */
  issue(): string;
  /** Takes the token; it works once. `giveBack` undoes that when what it was taken for failed. */
  claim(token: string): SetupClaim;
  /** From now on no token works. */
  close(): void;
}

export function createSetupToken(clock: Clock): SetupToken {
  let open: { hash: string; until: number } | null = null;
  return {
    issue() {
      const token = newToken();
      open = { hash: hashToken(token), until: clock.now() + setupTokenMs };
      return token;
    },
    claim(token) {
      const current = open;
      if (current === null || clock.now() >= current.until) return { state: 'over' };
      if (!sameToken(hashToken(token), current.hash)) return { state: 'wrong' };
      open = null;
      return { state: 'claimed', giveBack: () => void (open = current) };
    },
    close: () => void (open = null),
  };
}
