import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Route } from '../../shared/route.ts';
import { mayUse } from '../access/roles.ts';
import type { Caller, Sessions } from '../access/sessions.ts';
import { sameToken } from '../access/tokens.ts';
import { ActivationError } from '../kit/errors.ts';
import { HttpRefusal } from './httpRefusal.ts';

/** How the session cookie is written; `__Host-` makes browsers refuse it from anywhere but this host over TLS. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-tributary' : 'tributary';
}

export interface Authentication {
  /** Null when nobody is signed in. Rejects with 401 for a token that is wrong and with 503 when the store cannot be asked. */
  callerOf(request: Request): Promise<Caller | null>;
  /** The session cookie a request brings, whatever it is worth; null without one. */
  cookieOf(request: Request): string | null;
  setCookie(response: Response, cookie: string, maxAgeSeconds: number): void;
}

export function createAuthentication(options: { sessions: Sessions; adminToken: string | null; secureCookie: boolean }): Authentication {
  const name = cookieName(options.secureCookie);
  const tokenCaller: Caller = { role: 'admin', email: null, owner: 'role:admin', expiresAt: null, sessionHash: null };

  const cookieOf = (request: Request): string | null => parseCookie(request.headers.cookie ?? '')[name] || null;

  return {
    cookieOf,
    async callerOf(request) {
      const header = request.headers.authorization;
      if (header !== undefined) {
        // A wrong token is never rescued by a cookie that happens to come along.
        const token = /^bearer +(\S+)$/i.exec(header)?.[1];
        if (token !== undefined && options.adminToken !== null && sameToken(token, options.adminToken)) return tokenCaller;
        throw new ActivationError('unauthenticated', 'This token is not valid.');
      }
      const cookie = cookieOf(request);
      if (cookie === null) return null;
      try {
        return await options.sessions.find(cookie);
      } catch (cause) {
        throw new HttpRefusal(503, 'defect', 'We cannot check who you are at this moment.', { cause });
      }
    },
    setCookie(response, cookie, maxAgeSeconds) {
      response.append('Set-Cookie', stringifySetCookie({ name, value: cookie, httpOnly: true, sameSite: 'lax', secure: options.secureCookie, path: '/', maxAge: maxAgeSeconds }));
    },
  };
}

/** Default deny: without a caller of a fitting role nothing but a public route answers. */
export function authorize(caller: Caller | null, access: Route['access']): void {
  if (access === 'public') return;
  if (caller === null) throw new ActivationError('unauthenticated', 'You are not signed in, or your session has ended.');
  if (!mayUse(caller.role, access)) throw new ActivationError('forbidden', `Your role (${caller.role}) does not allow this.`);
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send. Browsers always name the origin of a request that changes something
 * (`Sec-Fetch-Site` on trustworthy addresses, `Origin` everywhere); a request with neither comes from a program that
 * chose to send the cookie itself. A bearer token is never sent by a browser on its own, so it needs no such check.
 */
export function refuseForeignOrigin(request: Request, publicUrl: URL | null): void {
  if (safeMethods.has(request.method) || request.headers.authorization !== undefined) return;
  const refuse = (): never => {
    throw new ActivationError('forbidden', 'This request came from another site, so it was not carried out.');
  };
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site !== 'same-origin') refuse();
    return;
  }
  const origin = request.headers.origin;
  if (origin === undefined) return;
  const host = URL.parse(origin)?.host;
  if (host === undefined || (host !== request.headers.host && host !== publicUrl?.host)) refuse();
}
