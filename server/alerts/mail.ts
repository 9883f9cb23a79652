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
    return { ok: false, message: messageOf(thrown as MailError) };
  } finally {
    signal.removeEventListener('abort', close);
    transport.close();
  }
}

/** What nodemailer rejects with. `originalCode`: what the connection failed with. */
interface MailError {
  readonly code?: string;
  readonly originalCode?: string;
  readonly responseCode?: number;
}

/** Which answers of Node.js are about a certificate: DEPTH_ZERO_SELF_SIGNED_CERT, CERT_HAS_EXPIRED, ERR_TLS_CERT_ALTNAME_INVALID, UNABLE_TO_VERIFY_LEAF_SIGNATURE and their like. */
const aboutCertificate = /CERT|VERIFY/;

/** PURE. In a sentence why a message was not sent. What the mail server said itself may hold addresses and is left out. */
function messageOf({ code = '', originalCode = '', responseCode }: MailError): string {
  if (aboutCertificate.test(originalCode))
    return `The certificate of the mail server is not trusted (${originalCode}). If an authority of your own signed it, set NODE_EXTRA_CA_CERTS to its file.`;
  if (code === 'ETLS' || code === 'EREQUIRETLS') return 'The mail server offers no TLS, and a password goes over TLS only.';
  if (code === 'EAUTH' && responseCode !== undefined) return `The mail server refused the user name or the password (${responseCode}).`;
  if (responseCode !== undefined) return `The mail server refused the message (${responseCode}).`;
  const said = originalCode === '' ? code : originalCode;
  return `The mail server cannot be reached${said === '' ? '' : ` (${said})`}.`;
}
