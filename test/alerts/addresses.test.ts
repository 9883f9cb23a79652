import { describe, expect, test } from 'vitest';
import { createAddressRules } from '../../server/alerts/addresses.ts';
import { mayCall, urlRefusal } from '../../server/alerts/outbound.ts';
import { parseNetwork } from '../../server/kit/network.ts';

const rules = createAddressRules([], ['8.8.4.4']);
const allowing = createAddressRules([{ address: '10.20.0.0', prefix: 16 }], []);

/** Addresses of this machine and its networks, however they are written. */
const inside = `http://hooks.example.com/ https://127.1/ https://0/ https://0177.0.0.1/ https://0x7f.1/ https://2130706433/ https://①②⑦.0.0.1/ https://[::]/ https://[::1]/
https://[::ffff:169.254.169.254]/ https://[::ffff:8.8.8.8]/ https://[64:ff9b::7f00:1]/ https://[2002:7f00:1::]/ https://[fd00:ec2::254]/ https://[fe80::1]/ https://[ff02::1]/
https://[2001:db8::1]/ https://[2001::1]/ https://169.254.169.254/ https://100.64.0.1/ https://100.100.100.200/ https://10.0.0.1/ https://172.31.255.255/ https://192.168.1.1/
https://224.0.0.1/ https://255.255.255.255/ https://198.18.0.1/ https://203.0.113.9/ https://8.8.4.4/ https://8.8.8.8:25/ https://hooks.example.com:8080/ http://8.8.8.8/`.split(
  /\s+/,
);

describe('an address somebody types', () => {
  test.each(inside)('%s is refused before anything is sent', (address) => {
    expect(urlRefusal(address, rules)).toMatch(/https|network|port/);
  });

  test.each(['https://hooks.example.com/a?b=c', 'https://hooks.example.com:8443/', 'https://8.8.8.8/', 'https://[2606:4700::1111]/', 'https://172.32.0.1/'])(
    '%s is taken',
    (address) => {
      expect(urlRefusal(address, rules)).toBeNull();
    },
  );

  test('into a network the operator allowed may use any port and plain http', () => {
    expect(['http://10.20.3.4:9000/', 'https://10.20.255.255:25/', 'http://any-name.example/'].map((address) => urlRefusal(address, allowing))).toEqual([null, null, null]);
    expect(urlRefusal('http://10.21.0.1/', allowing)).not.toBeNull();
    expect(mayCall(new URL('http://any-name.example/'), ['8.8.8.8'], allowing)).toBe(false);
  });

  test('is not called where one of several addresses of its name is inside', () => {
    const url = new URL('https://rebinding.example/');
    expect(mayCall(url, ['8.8.8.8', '2606:4700::1111'], rules)).toBe(true);
    expect(mayCall(url, ['8.8.8.8', '127.0.0.1'], rules)).toBe(false);
    expect([mayCall(url, [], rules), mayCall(url, ['not an address'], rules)]).toEqual([false, false]);
  });

  test.each(['10.0.0.0/8', 'fd00::/8', '1.2.3.4/32'])('%s is a network', (text) => {
    expect(parseNetwork(text)).not.toBeNull();
  });
  test.each(['10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'x/8', '10.0.0.0/8/8', '/8'])('%s is none', (text) => {
    expect(parseNetwork(text)).toBeNull();
  });
});
