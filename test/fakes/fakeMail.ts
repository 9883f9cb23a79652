import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface FakeMail {
  readonly port: number;
  /** Without a user, and as the protocol goes by itself: plain. */
  readonly url: string;
  /** What came in: whom it is for, whether it came over TLS, who signed in, and the message as it was sent. */
  readonly messages: { readonly to: string; readonly overTls: boolean; readonly user: string | null; readonly text: string }[];
  /** Every password anybody showed. */
  readonly passwords: string[];
  close(): void;
}

export const mailUser = { name: 'tributary', password: 'a secret for mail' };

/** A mail server that takes everything, also from those who do not sign in; TLS only where `options` have a certificate. */
export async function startFakeMail(options: SMTPServerOptions = {}): Promise<FakeMail> {
  const messages: FakeMail['messages'] = [];
  const passwords: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.cert === undefined ? ['STARTTLS'] : [],
    ...options,
    onAuth({ username, password }, _session, callback) {
      passwords.push(String(password));
      const isKnown = username === mailUser.name && password === mailUser.password;
      callback(isKnown ? null : new Error('Who is that?'), isKnown ? { user: username } : undefined);
    },
    onData(stream, { envelope, secure, user }, callback) {
      let message = '';
      stream.setEncoding('utf8').on('data', (part: string) => (message += part));
      stream.on('end', () => {
        messages.push({ to: envelope.rcptTo.map(({ address }) => address).join(', '), overTls: secure, user: user === undefined ? null : String(user), text: message });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return { port, url: `smtp://127.0.0.1:${port}`, messages, passwords, close: () => server.close(() => undefined) };
}
