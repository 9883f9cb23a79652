import { createTransport } from 'nodemailer';
import type { Text } from './notice.ts';
import type { Sent } from './outbound.ts';

/** The operator's mail server. */
export interface MailSettings {
  readonly url: URL;
  readonly from: string;
}

const connectMs = 8_000;
const idleMs = 10_000;

/** Sends one message by SMTP. Never rejects. A user name and password go over TLS only. */
export async function sendMail({ url, from }: MailSettings, to: readonly string[], { subject, lines }: Text, signal: AbortSignal): Promise<Sent> {
  const secure = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) }, requireTLS: !secure }),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: idleMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const close = (): void => transport.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    await transport.sendMail({ from, to: [...to], subject, text: lines.join('\n\n') });
    return { ok: true, message: 'Delivered to the mail server.' };
  } catch (thrown) {
    const { responseCode, code } = thrown as { responseCode?: number; code?: string };
    if (responseCode !== undefined) return { ok: false, message: `The mail server refused the message (${responseCode}).` };
    return { ok: false, message: `The mail server cannot be reached${code === undefined ? '' : ` (${code})`}.` };
  } finally {
    signal.removeEventListener('abort', close);
    transport.close();
  }
}
