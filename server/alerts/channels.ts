import { channelSettingsSchema, type ChannelSettings } from '../../shared/alertChannel.ts';
import type { Clock } from '../kit/clock.ts';
import { withinDeadline } from '../kit/deadline.ts';
import type { SecretBox } from '../kit/secrets.ts';
import type { AlertChannelRow } from '../store/alertChannelStore.ts';
import type { AddressRules } from './addresses.ts';
import { sendMail, type MailSettings } from './mail.ts';
import { payloadOf, signatureHeaders, slackBody, textOf, type Notice } from './notice.ts';
import { post, urlRefusal, type Resolved, type Sent } from './outbound.ts';

/** An attempt is over after this, whatever the other side does, milliseconds. */
const attemptMs = 10_000;

export interface Channels {
  /** Whether the operator named a mail server. */
  readonly canMail: boolean;
  seal(id: string, settings: ChannelSettings): string;
  /** What may be shown of settings. */
  placeOf(settings: ChannelSettings): string;
  /** What can be said against settings before anything is sent, at a field of them; null: nothing. */
  refusalOf(settings: ChannelSettings): { readonly field: 'kind' | 'url'; readonly message: string } | null;
  /** One attempt; never rejects. */
  send(channel: Pick<AlertChannelRow, 'id' | 'sealed'>, notice: Notice, signal: AbortSignal): Promise<Sent>;
}

const noMail = 'This server has no mail server. Whoever runs it sets TRIBUTARY_SMTP_URL and TRIBUTARY_MAIL_FROM.';

const contextOf = (id: string): string => `alert-channel:${id}`;

/** How notices leave the server. */
export function createChannels(dependencies: {
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly mail: MailSettings | null;
  /** The address people open. */
  readonly base: string | null;
  readonly rules: AddressRules;
  readonly resolve: (host: string) => Promise<readonly Resolved[]>;
}): Channels {
  const { secrets, clock, mail, base, rules, resolve } = dependencies;

  async function attempt(settings: ChannelSettings, notice: Notice, signal: AbortSignal): Promise<Sent> {
    const network = { rules, resolve, signal };
    if (settings.kind === 'slack') return post(settings.url, slackBody(textOf(notice, base)), {}, network);
    if (settings.kind === 'webhook') {
      const body = JSON.stringify(payloadOf(notice));
      return post(settings.url, body, signatureHeaders(body, settings.secret, notice.id, clock.now()), network);
    }
    if (mail === null) return { ok: false, message: noMail };
    return sendMail(mail, settings.to, textOf(notice, base), signal);
  }

  return {
    canMail: mail !== null,
    seal: (id, settings) => secrets.seal(JSON.stringify(settings), contextOf(id)),
    placeOf: (settings) => (settings.kind === 'email' ? settings.to.join(', ') : (URL.parse(settings.url)?.host ?? '')),
    refusalOf(settings) {
      if (settings.kind === 'email') return mail === null ? { field: 'kind', message: noMail } : null;
      const message = urlRefusal(settings.url, rules);
      return message === null ? null : { field: 'url', message };
    },
    async send(channel, notice, signal) {
      let settings: ChannelSettings;
      try {
        settings = channelSettingsSchema.parse(JSON.parse(secrets.open(channel.sealed, contextOf(channel.id))));
      } catch {
        return { ok: false, message: 'The stored settings of this channel cannot be opened. Enter them again.' };
      }
      return withinDeadline(clock, attemptMs, signal, (limit) => attempt(settings, notice, limit));
    },
  };
}
