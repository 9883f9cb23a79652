import type { AccountCheck } from '../../shared/account.ts';
import { isoTime } from '../kit/clock.ts';
import { ActivationError } from '../kit/errors.ts';
import type { SecretBox } from '../kit/secrets.ts';
import type { AccountRow } from '../store/rows.ts';
import type { DestinationDefinition, OpenAccount } from './definition.ts';
import type { DestinationRegistry } from './registry.ts';

const contextOf = (accountId: string): string => `account:${accountId}`;

/** Credentials as the store keeps them. */
export function sealAccount(secrets: SecretBox, accountId: string, account: OpenAccount): string {
  return secrets.seal(JSON.stringify(account.credentials), contextOf(accountId));
}

/** Opens stored credentials. Throws `credentials_invalid` where the key they were sealed with is gone: only new ones help. */
export function openAccount(secrets: SecretBox, row: AccountRow): OpenAccount {
  try {
    return { region: row.region, credentials: JSON.parse(secrets.open(row.sealed, contextOf(row.id))) as OpenAccount['credentials'] };
  } catch (cause) {
    const message = 'The stored credentials cannot be opened with the key of this server. Enter them again on the account, or start with the key they were sealed with.';
    throw new ActivationError('credentials_invalid', message, { cause });
  }
}

/** What a try of credentials came to. `refusal`: null when they work. */
export function accountCheck(refusal: ActivationError | null, at: number): AccountCheck {
  if (refusal === null) return { at: isoTime(at), ok: true };
  const { code, message, entry } = refusal;
  return { at: isoTime(at), ok: false, code, title: entry.title, message, remedy: entry.remedy };
}

/** The definition behind something stored; a type that is gone from the installation is a defect of the installation. */
export function definitionOf(registry: DestinationRegistry, type: string): DestinationDefinition {
  const definition = registry.get(type);
  if (definition === undefined) throw new ActivationError('defect', `The destination type "${type}" is no longer part of this installation.`);
  return definition;
}
