import type { Clock } from '../kit/clock.ts';
import type { SecretBox } from '../kit/secrets.ts';
import type { SharedStateStore } from '../store/sharedStateStore.ts';
import { changeShared } from './changeShared.ts';
import { newToken, sameToken } from './tokens.ts';

/** How long the link of the first start works, milliseconds. */
export const setupTokenMs = 3_600_000;

/** What a set-up token turned out to be. `over`: it was used, has run out, or there never was one. */
export type SetupClaim = { readonly state: 'claimed'; giveBack(): Promise<void> } | { readonly state: 'wrong' } | { readonly state: 'over' };

/**
 * The one-time token of the first start, one for all servers: each tells the same, and each takes it. It is kept sealed
 * with the key they share, so that reading the database opens nothing.
 */
export interface SetupToken {
  /** The token, which is valid for an hour from now; another one where the one before was used or has run out. */
  issue(): Promise<string>;
  /** Takes the token; it works once, at one server. `giveBack` undoes that when what it was taken for failed. */
  claim(token: string): Promise<SetupClaim>;
}

export function createSetupToken({ store, secrets, clock }: { store: SharedStateStore; secrets: SecretBox; clock: Clock }): SetupToken {
  const place = { store, clock, scope: 'set-up', key: 'link' };
  const context = 'set-up link';
  const giveBack = (value: string, expiresAt: number): Promise<void> =>
    changeShared(place, (known) => (known === null ? { next: { value, expiresAt }, result: undefined } : { result: undefined }));
  return {
    async issue() {
      const fresh = secrets.seal(newToken(), context);
      const sealed = await changeShared(place, (known, now) => {
        const value = known !== null && secrets.isOurs(known) ? known : fresh;
        return { next: { value, expiresAt: now + setupTokenMs }, result: value };
      });
      return secrets.open(sealed, context);
    },
    claim: (token) =>
      changeShared<SetupClaim>(place, (known, now) => {
        if (known === null) return { result: { state: 'over' } };
        if (!secrets.isOurs(known) || !sameToken(secrets.open(known, context), token)) return { result: { state: 'wrong' } };
        return { next: null, result: { state: 'claimed', giveBack: () => giveBack(known, now + setupTokenMs) } };
      }),
  };
}
