import { isIP } from 'node:net';

/** A network: `10.0.0.0/8`, `fd00::/8`. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
}

/** PURE. "10.1.0.0/16" → network; null where it is none. */
export function parseNetwork(text: string): Network | null {
  const [, address = '', prefix = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(prefix) <= (family === 4 ? 32 : 128) ? { address, prefix: Number(prefix) } : null;
}

/** PURE. The networks of a list with commas, and the parts that are none. */
export function parseNetworks(text: string): { readonly networks: readonly Network[]; readonly wrong: readonly string[] } {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return { networks: parts.flatMap((part) => parseNetwork(part) ?? []), wrong: parts.filter((part) => parseNetwork(part) === null) };
}
