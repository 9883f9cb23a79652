import { BlockList, isIP } from 'node:net';
import { parseNetwork, type Network } from '../kit/network.ts';

/** Networks nobody outside of them can call (IANA special-purpose registries), and ways to write their addresses in IPv6. */
const insideV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
].concat(['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4']);
/** Of IPv6 only 2000::/3 is handed out to the world; in it these are not. */
const insideV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const worldV6 = listOf(['2000::/3']);
const inside = listOf([...insideV4, ...insideV6]);

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks.flatMap((text) => parseNetwork(text) ?? [])) list.addSubnet(network.address, network.prefix, familyOf(network.address));
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

export interface AddressRules {
  /** Whether the operator named any network. */
  readonly hasAllowed: boolean;
  /** The operator named its network: any port and plain http, too. */
  isAllowed(address: string): boolean;
  /** It is an address of the world, and none of this machine. */
  isOutside(address: string): boolean;
}

/** PURE. `own`: addresses of this machine. */
export function createAddressRules(allowed: readonly Network[], own: readonly string[]): AddressRules {
  const list = listOf(allowed.map(({ address, prefix }) => `${address}/${prefix}`));
  const mine = new Set(own);
  return {
    hasAllowed: allowed.length > 0,
    isAllowed: (address) => list.check(address, familyOf(address)),
    isOutside: (address) => {
      const family = familyOf(address);
      if (isIP(address) === 0 || mine.has(address) || inside.check(address, family)) return false;
      return family === 'ipv4' || worldV6.check(address, 'ipv6');
    },
  };
}
