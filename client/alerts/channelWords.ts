import type { ChannelKind } from '../../shared/alertChannel.ts';

export const channelLabels: Readonly<Record<ChannelKind, string>> = { email: 'E-mail', slack: 'Slack', webhook: 'Webhook' };

export const channelHelp: Readonly<Record<ChannelKind, string>> = {
  email: 'A message to one or more addresses, over the mail server of this installation.',
  slack: 'A message to one channel, by an incoming webhook of Slack.',
  webhook: 'A signed request to a program of yours: counts and ids, no names.',
};
