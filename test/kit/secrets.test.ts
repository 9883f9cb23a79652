import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecretBox, SecretString } from '../../server/kit/secrets.ts';

const key = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const box = createSecretBox([key(1)]);
const plain = '{"secretAccessKey":"wJalrXUtnFEMI/K7MDENG"}';
const context = 'account:acc_1';

/** What the box says when it refuses; fails the test when it opens. */
function refusal(sealed: string, ofContext = context): { code: string; message: string } {
  try {
    box.open(sealed, ofContext);
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('The secret was opened.');
}

describe('sealed secrets', () => {
  it('open to what was sealed, whatever it is', () => {
    const anyText = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(anyText, anyText, (text, place) => {
        expect(box.open(box.seal(text, place), place)).toBe(text);
      }),
    );
  });

  it('look different every time and hold nothing of the secret', () => {
    const sealed = Array.from({ length: 50 }, () => box.seal(plain, context));
    expect(new Set(sealed).size).toBe(50);
    expect(sealed[0]).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+$/u);
    expect(Buffer.from(sealed[0]?.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('wJalr');
  });

  it('do not open in another context', () => {
    expect(refusal(box.seal(plain, context), 'account:acc_2')).toMatchObject({ code: 'defect', message: expect.stringContaining('belongs to something else') });
  });

  it('do not open with any single bit flipped', () => {
    const [version, keyId, text = ''] = box.seal(plain, context).split('.');
    const bytes = Buffer.from(text, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(refusal(`${version}.${keyId}.${flipped.toString('base64url')}`).code).toBe('defect');
    }
  });

  it('do not open with any character changed, cut off or added', () => {
    const sealed = box.seal(plain, context);
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      expect(refusal(sealed.slice(0, at) + other + sealed.slice(at + 1)).code).toBe('defect');
      expect(refusal(sealed.slice(0, at)).code).toBe('defect');
    }
    for (const added of [`${sealed}A`, `${sealed}=`, `${sealed}.`, ` ${sealed}`, `${sealed}\n`]) expect(refusal(added).code).toBe('defect');
  });

  it('do not open with a tag cut down to four bytes', () => {
    const [version, keyId, text = ''] = box.seal('', context).split('.');
    expect(refusal(`${version}.${keyId}.${Buffer.from(text, 'base64url').subarray(0, 16).toString('base64url')}`).code).toBe('defect');
  });

  it('open with every key of the list, and are sealed with the first', () => {
    const rotated = createSecretBox([key(2), key(1)]);
    expect(rotated.open(box.seal(plain, context), context)).toBe(plain);
    const anew = rotated.seal(plain, context);
    expect(createSecretBox([key(2)]).open(anew, context)).toBe(plain);
    expect(refusal(anew)).toMatchObject({ code: 'defect', message: expect.stringContaining('a key this server does not have') });
  });

  it('never appear in a refusal', () => {
    const sealed = box.seal(plain, context);
    for (const { message } of [refusal(sealed, 'other'), refusal(sealed.slice(0, -2)), refusal(createSecretBox([key(3)]).seal(plain, context))]) {
      expect(message).not.toContain('wJalr');
      expect(message).not.toContain(sealed.slice(12, 30));
    }
  });

  it('sign what comes back one day, with any of the keys', () => {
    const signature = box.sign('text', 'place');
    expect(signature).toMatch(/^[0-9a-f]{16}$/);
    expect(createSecretBox([key(2), key(1)]).isSigned('text', 'place', signature)).toBe(true);
    for (const other of [
      box.isSigned('text ', 'place', signature),
      box.isSigned('text', 'places', signature),
      box.isSigned('text', 'place', ''),
      box.isSigned('text', 'place', '0'.repeat(16)),
    ])
      expect(other).toBe(false);
    expect(createSecretBox([key(2)]).isSigned('text', 'place', signature)).toBe(false);
  });

  it('need at least one key, and 32 bytes each', () => {
    expect(() => createSecretBox([])).toThrow('no key');
    expect(() => createSecretBox([key(1), new Uint8Array(31)])).toThrow('exactly 32 bytes');
  });
});

describe('a secret on its way', () => {
  it('is shown only by reveal', () => {
    const secret = new SecretString('hunter2');
    const shown = [
      String(secret),
      // oxlint-disable-next-line typescript/restrict-template-expressions -- this is the mistake that must stay harmless
      `${secret}`,
      secret + '',
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ nested: { secret } }, { depth: 9, showHidden: true }),
      JSON.stringify(Object.entries(secret)),
      JSON.stringify({ ...secret }),
    ];
    for (const text of shown) expect(text).not.toContain('hunter2');
    expect(shown.slice(0, 3)).toEqual(['[secret]', '[secret]', '[secret]']);
    expect(structuredClone({ ...secret })).toEqual({});
    expect(secret.reveal()).toBe('hunter2');
  });
});
