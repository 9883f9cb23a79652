import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sessionAbsoluteMs, sessionIdleMs } from '../../server/access/sessions.ts';
import { setupTokenMs } from '../../server/access/setupToken.ts';
import { adminToken, startApi, type Harness } from './harness.ts';

let api: Harness;
beforeEach(async () => void (api = await startApi()));
afterEach(() => api.stop());

const person = { email: 'Ada@Example.com', password: 'correct horse battery' };
const setUp = (token: string) => api.call('POST', '/api/setup', { token: null, body: { token, ...person } });
const signIn = (body: unknown) => api.call('POST', '/api/session', { token: null, body });
const cookieIn = (reply: { headers: Headers }): string => reply.headers.getSetCookie()[0]?.split(';')[0] ?? '';
const whoAmI = (cookie: string) => api.call('GET', '/api/session', { cookie });

describe('the first admin', () => {
  test('the one-time link makes an account and a session, once', async () => {
    const token = await api.setupToken.issue();
    expect((await setUp('wrong')).status).toBe(401);
    const first = await setUp(token);
    expect([first.status, first.json.email, first.json.role]).toEqual([201, 'ada@example.com', 'admin']);
    expect((await whoAmI(cookieIn(first))).json.email).toBe('ada@example.com');
    expect((await setUp(token)).status).toBe(410);
    expect((await signIn({ token })).status).toBe(401);
  });

  test('the link runs out after an hour', async () => {
    const token = await api.setupToken.issue();
    await api.clock.advance(setupTokenMs);
    expect((await setUp(token)).status).toBe(410);
  });

  test('a password that anybody would guess costs no link', async () => {
    const token = await api.setupToken.issue();
    const reply = await api.call('POST', '/api/setup', { token: null, body: { token, email: person.email, password: 'tributary-rocks' } });
    expect([reply.status, reply.json.issues[0].path]).toEqual([422, 'password']);
    expect((await setUp(token)).status).toBe(201);
  });

  test('two at once make one admin', async () => {
    const token = await api.setupToken.issue();
    const statuses = (await Promise.all([setUp(token), setUp(token)])).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([201, 410]));
    expect(await api.store.countUsers()).toBe(1);
  });
});

describe('sessions', () => {
  test('a password opens a session, the cookie is unreadable for scripts, and only its hash is stored', async () => {
    await setUp(await api.setupToken.issue());
    const reply = await signIn(person);
    expect(reply.status).toBe(200);
    expect(reply.headers.getSetCookie()[0]).toMatch(/^tributary=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    const value = cookieIn(reply).slice('tributary='.length);
    expect(await api.store.getSession(value)).toBeNull();
    expect((await whoAmI(cookieIn(reply))).status).toBe(200);
  });

  test('each sign-in has a new id, and the old one is not revived by sending it along', async () => {
    const fixed = 'tributary=chosen-by-somebody-else';
    const reply = await api.call('POST', '/api/session', { cookie: fixed, body: { token: adminToken } });
    expect(cookieIn(reply)).not.toBe(fixed);
    expect((await whoAmI(fixed)).status).toBe(401);
  });

  test('signing in again ends the session before', async () => {
    const former = cookieIn(await signIn({ token: adminToken }));
    const reply = await api.call('POST', '/api/session', { cookie: former, body: { token: adminToken } });
    expect((await whoAmI(former)).status).toBe(401);
    expect((await whoAmI(cookieIn(reply))).status).toBe(200);
  });

  test('signing out ends it on the server', async () => {
    const cookie = cookieIn(await signIn({ token: adminToken }));
    const reply = await api.call('DELETE', '/api/session', { cookie });
    expect(reply.status).toBe(204);
    expect(reply.headers.getSetCookie()[0]).toContain('Max-Age=0');
    expect((await whoAmI(cookie)).status).toBe(401);
  });

  test('it ends after eight idle hours and after twelve in any case', async () => {
    const cookie = cookieIn(await signIn({ token: adminToken }));
    await api.clock.advance(sessionIdleMs - 1);
    expect((await whoAmI(cookie)).status).toBe(200);
    await api.clock.advance(sessionAbsoluteMs - sessionIdleMs);
    expect((await whoAmI(cookie)).status).toBe(200);
    await api.clock.advance(1);
    expect((await whoAmI(cookie)).status).toBe(401);
    const idle = cookieIn(await signIn({ token: adminToken }));
    await api.clock.advance(sessionIdleMs);
    expect((await whoAmI(idle)).status).toBe(401);
  });

  test('over TLS the cookie is bound to this host', async () => {
    const secure = await startApi({ environment: { TRIBUTARY_PUBLIC_URL: 'https://tributary.example' } });
    try {
      const reply = await secure.call('POST', '/api/session', { token: null, body: { token: adminToken } });
      expect(reply.headers.getSetCookie()[0]).toMatch(/^__Host-tributary=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
      expect(reply.headers.get('strict-transport-security')).toContain('max-age=31536000');
    } finally {
      await secure.stop();
    }
  });

  test('when the store cannot be asked nobody is let in', async () => {
    const cookie = cookieIn(await signIn({ token: adminToken }));
    await api.store.close();
    const reply = await whoAmI(cookie);
    expect([reply.status, reply.json.code]).toEqual([503, 'defect']);
    expect(reply.headers.get('retry-after')).not.toBeNull();
  });
});

describe('guessing', () => {
  test('an unknown address and a wrong password get the same answer', async () => {
    await setUp(await api.setupToken.issue());
    const wrong = await signIn({ email: person.email, password: 'not the password' });
    const unknown = await signIn({ email: 'nobody@example.com', password: 'not the password' });
    const same = ({ status, json: { requestId: _, ...problem } }: typeof wrong) => ({ status, problem });
    expect(same(unknown)).toEqual(same(wrong));
    expect(wrong.status).toBe(401);
  });

  test('after five failures each further one waits longer, and the right password waits too', async () => {
    await setUp(await api.setupToken.issue());
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await signIn({ ...person, password: 'wrong' })).status).toBe(401);
    const slowed = await signIn(person);
    expect([slowed.status, slowed.headers.get('retry-after')]).toEqual([429, '2']);
    await api.clock.advance(2_000);
    expect((await signIn({ ...person, password: 'wrong' })).status).toBe(401);
    expect((await signIn(person)).headers.get('retry-after')).toBe('4');
    await api.clock.advance(4_000);
    expect((await signIn(person)).status).toBe(200);
    expect((await signIn({ ...person, password: 'wrong' })).status).toBe(401);
    expect((await signIn(person)).status).toBe(200);
  });

  test('one address has thirty failures a minute, a forged forwarding header or not', async () => {
    for (let attempt = 0; attempt < 30; attempt += 1)
      await api.call('POST', '/api/session', { token: null, body: { token: 'x' }, headers: { 'x-forwarded-for': `203.0.113.${attempt}` } });
    expect((await signIn({ token: 'x' })).status).toBe(429);
  });
});
