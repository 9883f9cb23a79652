import type { Session } from '../../../shared/session.ts';
import { refuseGuessable } from '../../access/passwords.ts';
import { sessionAbsoluteMs, type Caller, type Principal } from '../../access/sessions.ts';
import { hashToken, sameToken } from '../../access/tokens.ts';
import { isoTime } from '../../kit/clock.ts';
import { ActivationError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import type { Context, Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { HttpRefusal } from '../httpRefusal.ts';

type Dependencies = Pick<
  ApiDependencies,
  'config' | 'store' | 'sessions' | 'authentication' | 'passwords' | 'setupToken' | 'throttle' | 'liveEvents' | 'liveTail' | 'clock' | 'demo'
>;

const wrongSignIn = (): ActivationError => new ActivationError('unauthenticated', 'The e-mail address and the password do not fit together.');

export function sessionRoutes(dependencies: Dependencies): Pick<Handlers, 'signIn' | 'setUp' | 'whoAmI' | 'signOut'> {
  const { config, store, sessions, authentication, passwords, setupToken, throttle, liveEvents, liveTail, clock } = dependencies;

  function present(caller: Caller): Session {
    return { email: caller.email, role: caller.role, expiresAt: isoTime(caller.expiresAt ?? clock.now() + sessionAbsoluteMs), demo: dependencies.demo !== null };
  }

  async function end(sessionHash: string): Promise<void> {
    await sessions.end(sessionHash);
    liveEvents.endSession(sessionHash);
    liveTail.endSession(sessionHash);
  }

  /** Always a new id; the one the browser had before is worth nothing from here on. */
  async function open(principal: Principal, { request, response }: Pick<Context<'signIn'>, 'request' | 'response'>): Promise<Session> {
    const former = authentication.cookieOf(request);
    const { cookie, caller } = await sessions.open(principal);
    if (former !== null) await end(hashToken(former));
    authentication.setCookie(response, cookie, sessionAbsoluteMs / 1_000);
    return present(caller);
  }

  /** Unknown address, wrong password: the same answer after the same work, so that nobody learns who has an account. */
  async function byPassword(email: string, password: string, address: string): Promise<Principal> {
    const name = email.trim().toLowerCase();
    const wait = await throttle.attempt(name, address);
    if (wait > 0) throw new ActivationError('too_many_requests', `Too many wrong passwords. Wait ${wait} seconds, then try again.`, { retryAfterSeconds: wait });
    const user = await store.getUserByEmail(name);
    if (!(await passwords.verify(password, user?.passwordHash ?? null)) || user === null) throw wrongSignIn();
    await throttle.succeeded(name, address);
    return { userId: user.id, email: user.email, role: user.role };
  }

  /** The operator's token, or the one-time token of the first start. */
  async function byToken(token: string): Promise<Principal> {
    const known = (config.adminToken !== null && sameToken(token, config.adminToken)) || (await setupToken.claim(token)).state === 'claimed';
    if (!known) throw new ActivationError('unauthenticated', 'This token is not valid.');
    return { userId: null, email: null, role: 'admin' };
  }

  return {
    async signIn({ body, address, ...exchange }) {
      return open('token' in body ? await byToken(body.token) : await byPassword(body.email, body.password, address), exchange);
    },

    async setUp({ body, ...exchange }) {
      refuseGuessable(body.password, body.email);
      const claim = await setupToken.claim(body.token);
      if (claim.state === 'wrong')
        throw new ActivationError('unauthenticated', 'This set-up link is not valid. Open the link the server printed, or start the server again for a new one.');
      if (claim.state === 'over')
        throw new HttpRefusal(410, 'unauthenticated', 'This set-up link was used or has run out. Sign in, or start the server again for a new link if nobody has an account yet.');
      const user = { id: newId('usr'), email: body.email, role: 'admin', createdAt: clock.now() } as const;
      try {
        const created = await store.insertFirstUser({ ...user, passwordHash: await passwords.hash(body.password) });
        if (!created) throw new HttpRefusal(409, 'request_invalid', 'Somebody was set up already. Sign in instead.');
      } catch (thrown) {
        if (!(thrown instanceof HttpRefusal)) await claim.giveBack();
        throw thrown;
      }
      return open({ userId: user.id, email: user.email, role: user.role }, exchange);
    },

    async whoAmI({ caller }) {
      return present(caller);
    },

    async signOut({ caller, response }) {
      if (caller.sessionHash !== null) await end(caller.sessionHash);
      authentication.setCookie(response, '', 0);
      response.set('Clear-Site-Data', '"cache"');
    },
  };
}
