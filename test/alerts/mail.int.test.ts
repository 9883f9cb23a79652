import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sendMail } from '../../server/alerts/mail.ts';
import { mailUser, startFakeMail, type FakeMail } from '../fakes/fakeMail.ts';
import { ServerProcess } from '../serverProcess.ts';

const text = { subject: 'Warning: Shop is behind', lines: ['What happened.', 'What to do.'] };
const from = 'tributary@example.com';
const open = new AbortController().signal;
const signIn = `${mailUser.name}:${encodeURIComponent(mailUser.password)}`;
const folder = mkdtempSync(path.join(tmpdir(), 'tributary-mail-'));
const certificateFile = path.join(folder, 'certificate.pem');
let certificate: { key: string; cert: string };
const mails: FakeMail[] = [];

async function startMail(options: Parameters<typeof startFakeMail>[0] = {}): Promise<FakeMail> {
  const mail = await startFakeMail(options);
  mails.push(mail);
  return mail;
}

beforeAll(async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  certificate = { key, cert };
  writeFileSync(certificateFile, cert);
});
afterEach(() => mails.splice(0).forEach((mail) => mail.close()));
afterAll(() => rmSync(folder, { recursive: true }));

test('sends a message to everybody it is for', async () => {
  const mail = await startMail();
  const sent = await sendMail({ url: new URL(mail.url), from }, ['ada@example.com', 'grace@example.com'], text, open);
  expect(sent).toEqual({ ok: true, message: 'Delivered to the mail server.' });
  expect(mail.messages).toMatchObject([{ to: 'ada@example.com, grace@example.com', overTls: false, user: null }]);
  expect(mail.messages[0]?.text).toContain('Subject: Warning: Shop is behind');
  expect(mail.messages[0]?.text).toMatch(/What happened\.\s+What to do\./);
});

test('says what keeps it from a server that is not there', async () => {
  const mail = await startFakeMail();
  mail.close();
  const sent = await sendMail({ url: new URL(mail.url), from }, ['ada@example.com'], text, open);
  expect(sent).toEqual({ ok: false, message: 'The mail server cannot be reached (ECONNREFUSED).' });
});

test('shows a password to nobody without TLS, or with a certificate that is not trusted', async () => {
  const plain = await startMail();
  const untrusted = await startMail(certificate);
  const secure = await startMail({ ...certificate, secure: true });
  const send = (url: string) => sendMail({ url: new URL(url), from }, ['ada@example.com'], text, open);
  expect(await send(`smtp://${signIn}@localhost:${plain.port}`)).toEqual({ ok: false, message: 'The mail server offers no TLS, and a password goes over TLS only.' });
  const message = 'The certificate of the mail server is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). If an authority of your own signed it, set NODE_EXTRA_CA_CERTS to its file.';
  expect(await send(`smtp://${signIn}@localhost:${untrusted.port}`)).toEqual({ ok: false, message });
  expect(await send(`smtps://${signIn}@localhost:${secure.port}`)).toEqual({ ok: false, message });
  expect([plain, untrusted, secure].flatMap(({ passwords, messages }) => [...passwords, ...messages])).toEqual([]);
});

test.each([
  ['smtp', false],
  ['smtps', true],
])('a server signs in and sends over TLS by %s, and says when its password is refused', async (protocol, secure) => {
  const mail = await startMail({ ...certificate, secure, authOptional: false });
  const testChannel = async (user: string): Promise<unknown> => {
    const server = new ServerProcess({
      TRIBUTARY_SMTP_URL: `${protocol}://${user}@localhost:${mail.port}`,
      TRIBUTARY_MAIL_FROM: from,
      NODE_EXTRA_CA_CERTS: certificateFile,
    });
    try {
      await server.start();
      const channel = await server.call('POST', '/api/alert-channels', { name: 'Team', settings: { kind: 'email', to: ['ada@example.com'] } });
      return await server.call('POST', `/api/alert-channels/${String(channel['id'])}/test`);
    } finally {
      await server.destroy();
    }
  };
  expect(await testChannel(signIn)).toMatchObject({ ok: true });
  expect(mail.messages).toMatchObject([{ to: 'ada@example.com', overTls: true, user: mailUser.name }]);
  expect(await testChannel(`${mailUser.name}:wrong`)).toMatchObject({ ok: false, message: 'The mail server refused the user name or the password (535).' });
  expect(mail.messages).toHaveLength(1);
});
