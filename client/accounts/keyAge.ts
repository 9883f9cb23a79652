import type { Account } from '../../shared/account.ts';

const dayMs = 86_400_000;
/** Days after which a key that lasts for ever should be changed (IAM user guide, "Update access keys"; CIS AWS Foundations Benchmark 1.14). */
export const oldKeyDays = 90;

/** Whole days since the access key was entered; null for sign-ins without a key that stays. */
export function keyAgeDays(account: Account, now: number): number | null {
  const { method, hasSessionToken } = account.credentials;
  if (method !== 'access_key' || hasSessionToken) return null;
  return Math.floor((now - Date.parse(account.rotatedAt)) / dayMs);
}

export function isKeyOld(account: Account, now: number): boolean {
  return (keyAgeDays(account, now) ?? 0) >= oldKeyDays;
}
