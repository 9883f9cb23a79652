import type { AccountCheck } from '../../shared/account.ts';
import type { ChangedEvent } from '../../shared/delivery.ts';
import type { Clock } from '../kit/clock.ts';
import { withinDeadline } from '../kit/deadline.ts';
import { toActivationError, type ActivationError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { SecretBox } from '../kit/secrets.ts';
import type { AccountRow } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { DestinationRegistry } from './registry.ts';
import { accountCheck, definitionOf, openAccount } from './storedAccount.ts';

/** Credentials that work are tried again after this, milliseconds: AWS notes each call, and nothing urgent depends on it while nothing is sent. */
const workingMs = 3_600_000;
/** Those that do not work: soon enough for whoever just mended them. */
const brokenMs = 5 * 60_000;
const deadlineMs = 20_000;
const pageSize = 100;

/** Whether it is time to try again. A check from the future is of a clock that was set back. */
export function isDue(check: AccountCheck | null, now: number): boolean {
  if (check === null) return true;
  const age = now - Date.parse(check.at);
  return age < 0 || age >= (check.ok ? workingMs : brokenMs);
}

export interface AccountChecks {
  /** Tries each account whose turn it is, one after another. */
  checkDue(signal: AbortSignal): Promise<void>;
}

/**
 * Tries stored credentials from time to time, so that a key that was switched off is seen on the pages before the next
 * record meets it. Says nothing about streams and changes nothing but the account's last check.
 */
export function createAccountChecks(dependencies: {
  readonly store: Pick<Store, 'listAccounts' | 'noteAccountCheck'>;
  readonly registry: DestinationRegistry;
  readonly secrets: SecretBox;
  readonly operatorSettings: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChanged: (event: ChangedEvent) => void;
}): AccountChecks {
  const { store, registry, secrets, operatorSettings, clock, log, onChanged } = dependencies;

  async function tryOut(row: AccountRow, signal: AbortSignal): Promise<ActivationError | null> {
    try {
      const definition = definitionOf(registry, row.type);
      const account = openAccount(secrets, row);
      await withinDeadline(clock, deadlineMs, signal, (limit) => definition.recheckAccount(account, operatorSettings[row.type], limit));
      return null;
    } catch (thrown) {
      return toActivationError(thrown);
    }
  }

  async function check(row: AccountRow, signal: AbortSignal): Promise<void> {
    const before = row.lastCheckJson === null ? null : (JSON.parse(row.lastCheckJson) as AccountCheck);
    if (!isDue(before, clock.now())) return;
    const refusal = await tryOut(row, signal);
    if (signal.aborted) return;
    const after = accountCheck(refusal, clock.now());
    await store.noteAccountCheck(row.id, row.sealed, JSON.stringify(after));
    if (before !== null && before.ok === after.ok && before.code === after.code) return;
    if (refusal !== null) log.warn({ accountId: row.id, code: refusal.code, vendorCode: refusal.vendorCode }, 'the credentials of an account do not work');
    onChanged({ resource: 'account', id: row.id });
  }

  return {
    async checkDue(signal) {
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof store.listAccounts>> = await store.listAccounts({ limit: pageSize, cursor }, '');
        for (const row of page.items) {
          if (signal.aborted) return;
          await check(row, signal);
        }
        cursor = page.nextCursor;
      } while (cursor !== null);
    },
  };
}
