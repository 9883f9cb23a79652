import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { createAddressRules } from './alerts/addresses.ts';
import { createChannels, type Channels } from './alerts/channels.ts';
import type { Config } from './config.ts';
import { systemClock } from './kit/clock.ts';
import type { SecretBox } from './kit/secrets.ts';

/** The channels of this server: over the operator's mail server, into the networks the operator allows, and never to an address of its own. */
export function createOwnChannels({ mail, publicUrl, webhookAllow }: Pick<Config, 'mail' | 'publicUrl' | 'webhookAllow'>, secrets: SecretBox): Channels {
  const ownAddresses = Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
  return createChannels({
    secrets,
    clock: systemClock,
    mail,
    base: publicUrl?.origin ?? null,
    rules: createAddressRules(webhookAllow, ownAddresses),
    resolve: (host) => lookup(host, { all: true }),
  });
}
