import { request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { AddressRules } from './addresses.ts';

export interface Resolved {
  readonly address: string;
  readonly family: number;
}

/** How an attempt ended, in words for people. */
export interface Sent {
  readonly ok: boolean;
  readonly message: string;
}

const answerMost = 64 * 1024;
const openPorts = new Set(['', '443', '8443']);

const failed = (message: string): Sent => ({ ok: false, message });
const insideMessage =
  'The address leads into a network that this server may not call, or is not https on port 443 or 8443. Whoever runs the server can allow the network with TRIBUTARY_WEBHOOK_ALLOW.';

/** PURE. Whether every address may be called by this URL. One that may not spoils all: whoever answers for the name chooses which is used. */
export function mayCall(url: URL, addresses: readonly string[], rules: AddressRules): boolean {
  if (addresses.length === 0 || !/^https?:$/.test(url.protocol)) return false;
  const isPlain = url.protocol === 'https:' && openPorts.has(url.port);
  return addresses.every((address) => rules.isAllowed(address) || (isPlain && rules.isOutside(address)));
}

/** PURE. What can be said against an address before anybody looks up its name; null: nothing. */
export function urlRefusal(address: string, rules: AddressRules): string | null {
  const url = URL.parse(address);
  if (url === null) return 'That is not an address.';
  const host = hostOf(url);
  if (isIP(host) !== 0) return mayCall(url, [host], rules) ? null : insideMessage;
  // A name may lead into an allowed network.
  if (rules.hasAllowed || (url.protocol === 'https:' && openPorts.has(url.port))) return null;
  return url.protocol === 'https:' ? 'Only the ports 443 and 8443 are possible.' : 'Only https is possible.';
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/**
 * Posts JSON to an address somebody typed. The name is looked up once, every address it has is checked, and the
 * connection is made to a checked address, so that a second answer of the name server changes nothing. Redirects are not
 * followed; of the answer only the status counts. Never rejects; the signal ends it.
 */
export async function post(
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  { rules, resolve, signal }: { rules: AddressRules; resolve: (host: string) => Promise<readonly Resolved[]>; signal: AbortSignal },
): Promise<Sent> {
  const url = URL.parse(address);
  if (url === null) return failed('The address cannot be read. Enter it again.');
  const host = hostOf(url);
  let resolved: readonly Resolved[];
  try {
    resolved = isIP(host) === 0 ? await resolve(host) : [{ address: host, family: isIP(host) }];
  } catch {
    return failed('The name of the host cannot be found. Check its spelling.');
  }
  if (signal.aborted) return failed('There was no answer in time.');
  if (
    !mayCall(
      url,
      resolved.map((one) => one.address),
      rules,
    )
  )
    return failed(insideMessage);
  const lookup: NonNullable<RequestOptions['lookup']> = (_host, options, callback) => {
    const [first] = resolved;
    if (options.all === true) callback(null, [...resolved]);
    else callback(null, first?.address ?? '', first?.family);
  };
  const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
  return new Promise((settle) => {
    const request = send(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      agent: false,
      lookup,
      signal,
    });
    request.on('error', (error) => settle(failed(signal.aborted ? 'There was no answer in time.' : connectionWords(error))));
    request.on('response', (response) => {
      let read = 0;
      response.on('data', (chunk: Buffer) => {
        read += chunk.length;
        if (read <= answerMost) return;
        settle(failed('The receiver answered with far too much.'));
        request.destroy();
      });
      response.on('end', () => settle(statusWords(response.statusCode ?? 0)));
      response.on('error', () => settle(failed(signal.aborted ? 'There was no answer in time.' : 'The connection broke off.')));
    });
    request.end(body);
  });
}

/** What a refusal means to whoever set the channel up, and what to do. */
function meaningOf(status: number): string {
  if (status === 401 || status === 403) return 'it does not accept this address or secret. Enter those it accepts now.';
  if (status === 404 || status === 410) return 'nothing listens at this address any more. Enter the address that is in use now.';
  if (status === 429) return 'it gets more than it takes. Ask whoever runs it if this goes on.';
  if (status >= 500) return 'it has trouble of its own. Ask whoever runs it if this goes on.';
  return 'it does not take such messages. Check that this is the address of a receiver of alerts.';
}

function statusWords(status: number): Sent {
  if (status >= 200 && status < 300) return { ok: true, message: 'Delivered.' };
  if (status >= 300 && status < 400) return failed(`The receiver answered ${status}, a redirect, which is not followed. Enter the address it leads to.`);
  return failed(`The receiver answered ${status}: ${meaningOf(status)}`);
}

function connectionWords(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return `The certificate of the receiver is not trusted (${code}).`;
  return `The receiver cannot be reached${code === '' ? '' : ` (${code})`}.`;
}
