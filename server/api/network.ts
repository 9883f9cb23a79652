/** From where a request came, as far as the connection itself proves it. No header a client can write is believed. */
import type { Request, RequestHandler } from 'express';
import { isIP } from 'node:net';
import { HttpRefusal } from './httpRefusal.ts';

/** `example.org:8080`, `[::1]:8080` → the name alone, lower case. */
function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '');
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** A request made on this machine itself, and not one that a proxy on this machine passes on for somebody else. */
export function isFromThisMachine(request: Request): boolean {
  const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const passedOn = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  return isLoopbackName(address) && !passedOn && isLoopbackName(hostName(request.headers.host ?? ''));
}

/**
 * Refuses requests under a name that is not ours: another site can point its own name at this machine and so reach a
 * server that listens on loopback only. Addresses in figures cannot be pointed elsewhere. A server that listens beyond
 * loopback without a public URL answers to every name, since it cannot know its own.
 */
export function refuseForeignHost(options: { host: string; publicUrl: URL | null }): RequestHandler {
  const anyName = options.publicUrl === null && !isLoopbackName(hostName(options.host));
  return (request, _response, next) => {
    const name = hostName(request.headers.host ?? '');
    if (anyName || isIP(name) !== 0 || isLoopbackName(name) || name === hostName(options.host) || (options.publicUrl !== null && name === hostName(options.publicUrl.host)))
      return next();
    throw new HttpRefusal(421, 'request_invalid', 'This server does not answer to that name. If people open it under that name, set TRIBUTARY_PUBLIC_URL.');
  };
}
