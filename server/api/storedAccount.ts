import type { DestinationDefinition, OpenAccount } from '../destinations/definition.ts';
import type { DestinationRegistry } from '../destinations/registry.ts';
import { ActivationError } from '../kit/errors.ts';
import type { SecretBox } from '../kit/secrets.ts';
import type { AccountRow } from '../store/rows.ts';

const contextOf = (accountId: string): string => `account:${accountId}`;

/** Credentials as the store keeps them. */
export function sealAccount(secrets: SecretBox, accountId: string, account: OpenAccount): string {
  return secrets.seal(JSON.stringify(account.credentials), contextOf(accountId));
}

/** Opens stored credentials for one call. Throws a `defect` when they cannot be opened. */
export function openAccount(secrets: SecretBox, row: AccountRow): OpenAccount {
  return { region: row.region, credentials: JSON.parse(secrets.open(row.sealed, contextOf(row.id))) as Record<string, unknown> };
}

/** The definition behind something stored; a type that is gone from the installation is a defect of the installation. */
export function definitionOf(registry: DestinationRegistry, type: string): DestinationDefinition {
  const definition = registry.get(type);
  if (definition === undefined) throw new ActivationError('defect', `The destination type "${type}" is no longer part of this installation.`);
  return definition;
}
