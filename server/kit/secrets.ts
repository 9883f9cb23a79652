/**
 * Secrets at rest: AES-256-GCM with a random 96-bit nonce per seal and the full 128-bit tag. What is sealed is bound to
 * its context, so that a text copied to another row does not open there.
 * Format: `v1.<key id>.<nonce, ciphertext and tag as base64url>`.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { ActivationError } from './errors.ts';

const format = 'v1';
const keyBytes = 32;
/** NIST SP 800-38D, 8.2.2: 96 random bits are safe for 2^32 seals under one key. */
const nonceBytes = 12;
/** Set on decryption too: without it Node accepts a tag cut down to four bytes. */
const tagBytes = 16;

const signatureBytes = 8;

export interface SecretBox {
  /** `context` names the place the secret lives in, for example `account:acc_1`; the same is needed to open. */
  seal(plain: string, context: string): string;
  /** Throws an `ActivationError` with code `defect` when the text is damaged, of another context, or sealed with a key that is not known. */
  open(sealed: string, context: string): string;
  /** Whether it was sealed with one of the keys. */
  isOurs(sealed: string): boolean;
  /** 64 bits as hexadecimal digits that only this installation can make of a text; for what leaves it and comes back, and is no secret. */
  sign(text: string, context: string): string;
  /** Whether `sign` made it, with any of the keys. */
  isSigned(text: string, context: string, signature: string): boolean;
}

/** The first key seals, all keys open: that is how keys rotate. Each key has 32 bytes. */
export function createSecretBox(keys: readonly Uint8Array[]): SecretBox {
  const [sealingKey] = keys;
  if (sealingKey === undefined) throw new ActivationError('defect', 'There is no key to seal secrets with.');
  if (keys.some((key) => key.byteLength !== keyBytes)) throw new ActivationError('defect', 'A key that seals secrets must have exactly 32 bytes.');
  const sealingKeyId = keyIdOf(sealingKey);
  const keysById = new Map(keys.map((key) => [keyIdOf(key), key]));
  const signingKeys = keys.map((key) => Buffer.from(hkdfSync('sha256', key, '', `${format}.sign`, keyBytes)));
  const signature = (key: Buffer, text: string, context: string): Buffer => createHmac('sha256', key).update(`${context}\0${text}`).digest().subarray(0, signatureBytes);

  return {
    seal(plain, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce, { authTagLength: tagBytes });
      cipher.setAAD(boundTo(sealingKeyId, context));
      const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${format}.${sealingKeyId}.${sealed.toString('base64url')}`;
    },
    open(sealed, context) {
      const [version, keyId = '', text = '', ...rest] = sealed.split('.');
      const bytes = Buffer.from(text, 'base64url');
      // Decoding forgives stray characters and bits; only the one spelling that was written is taken.
      if (version !== format || rest.length > 0 || bytes.byteLength < nonceBytes + tagBytes || bytes.toString('base64url') !== text) throw damaged();
      const key = keysById.get(keyId);
      if (key === undefined)
        throw new ActivationError(
          'defect',
          'A stored secret was sealed with a key this server does not have. Add the earlier key after the current one, or enter the secret again.',
        );
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
      decipher.setAAD(boundTo(keyId, context));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8');
      } catch {
        throw damaged();
      }
    },
    isOurs: (sealed) => keysById.has(sealed.split('.')[1] ?? ''),
    sign: (text, context) => signature(signingKeys[0] as Buffer, text, context).toString('hex'),
    isSigned(text, context, signed) {
      const given = Buffer.from(signed, 'hex');
      return given.byteLength === signatureBytes && signingKeys.some((key) => timingSafeEqual(given, signature(key, text, context)));
    },
  };
}

const keyIdOf = (key: Uint8Array): string => createHash('sha256').update(key).digest('hex').slice(0, 8);

const boundTo = (keyId: string, context: string): Buffer => Buffer.from(`${format}.${keyId}.${context}`, 'utf8');

const damaged = (): ActivationError => new ActivationError('defect', 'A stored secret is damaged or belongs to something else, so it was not opened. Enter it again.');

const hidden = '[secret]';

/** A secret on its way through the process: whatever prints it shows `[secret]`. */
export class SecretString {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself, for the one call that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden;
  }
}
