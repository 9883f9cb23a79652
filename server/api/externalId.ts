import { randomBytes } from 'node:crypto';
import type { DestinationDefinition } from '../destinations/definition.ts';
import type { SecretBox } from '../kit/secrets.ts';

const context = 'external-id';
const shape = /^tributary-([0-9a-f]{32})-([0-9a-f]{16})$/;

/** A new external id: 128 random bits, signed, so that it can be handed out before its account is stored and recognised when it comes back. */
export function newExternalId(secrets: SecretBox): string {
  const random = randomBytes(16).toString('hex');
  return `tributary-${random}-${secrets.sign(random, context)}`;
}

function isOurs(secrets: SecretBox, externalId: unknown): externalId is string {
  const parts = typeof externalId === 'string' ? shape.exec(externalId) : null;
  return parts !== null && secrets.isSigned(parts[1] as string, context, parts[2] as string);
}

/**
 * Credentials with the external id that belongs to them: the stored one, else one that was handed out, else a new one.
 * One that a client made up is not used: whoever chooses it could name a role of somebody else.
 */
export function withExternalId(
  secrets: SecretBox,
  definition: DestinationDefinition,
  { externalId: given, ...credentials }: Readonly<Record<string, unknown>>,
  stored: string | null,
): Record<string, unknown> {
  const uses = definition.accountMethods.some(({ method, usesExternalId }) => method === credentials['method'] && usesExternalId === true);
  if (!uses) return credentials;
  return { ...credentials, externalId: stored ?? (isOurs(secrets, given) ? given : newExternalId(secrets)) };
}
