import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

export interface FakeMail {
  readonly url: string;
  /** What came in: whom it is for, and the message as it was sent. */
  readonly messages: { readonly to: string; readonly text: string }[];
  close(): void;
}

/** A mail server that takes everything: as much of SMTP as a sender needs. */
export async function startFakeMail(): Promise<FakeMail> {
  const messages: { to: string; text: string }[] = [];
  const server = createServer((socket) => {
    let to: string[] = [];
    let data: string | null = null;
    let rest = '';
    socket.on('error', () => socket.destroy());
    socket.write('220 mail.example ESMTP\r\n');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      rest += chunk;
      for (let end = rest.indexOf('\r\n'); end !== -1; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null) {
          if (line !== '.') {
            data += `${line}\n`;
            continue;
          }
          messages.push({ to: to.join(', '), text: data });
          [to, data] = [[], null];
          socket.write('250 taken\r\n');
        } else if (line.startsWith('RCPT')) {
          to.push(/<(.*)>/.exec(line)?.[1] ?? '');
          socket.write('250 ok\r\n');
        } else if (line === 'DATA') {
          data = '';
          socket.write('354 go on\r\n');
        } else if (line === 'QUIT') socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, messages, close: () => void server.close() };
}
