import { hash, verify } from '@node-rs/argon2';
import { ActivationError, fieldError } from '../kit/errors.ts';

/** Argon2id with the OWASP parameters (Password Storage Cheat Sheet, 2025): 19 MiB, two passes, one thread. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes at the same time, and those that may wait: together they bound what sign-ins can cost the server. */
const concurrency = 2;
const queueLimit = 32;

/** Twelve characters and more that stand in every list of leaked passwords. */
const commonPasswords = new Set([
  'password1234',
  'password12345',
  'password123456',
  'passwordpassword',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopasdf',
  'qwerty123456',
  'qwerty1234567',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'administrator',
  'administrator1',
  'changeme1234',
  'changemeplease',
  'letmein12345',
  'letmeinletmein',
  'welcome12345',
  'iloveyou1234',
  'abcdefghijkl',
  'abcd1234abcd',
  'abc123abc123',
  '123456789012',
  '1234567890123',
  '12345678901234',
  '123456789101112',
  '098765432109',
  '987654321098',
  '123123123123',
  '123412341234',
  '112233445566',
  'asdfghjkl123',
  'zxcvbnm12345',
  'superman1234',
  'football1234',
  'baseball1234',
  'princess1234',
  'sunshine1234',
]);

/** Refuses passwords that anybody would try first; length is the schema's business. */
export function refuseGuessable(password: string, email: string): void {
  const plain = password.toLowerCase();
  const account = email.split('@')[0]?.toLowerCase() ?? '';
  const refuse = (message: string): never => {
    throw fieldError('password', 'request_invalid', message);
  };
  if (commonPasswords.has(plain) || new Set(plain).size < 4) refuse('This password is one of the first that attackers try. Choose another.');
  if (plain.includes('tributary') || (account.length >= 4 && plain.includes(account)))
    refuse('Choose a password without the name of this product and without your e-mail address.');
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** True when the password fits. Takes as long for `null` (nobody has that address) as for a wrong password. */
  verify(password: string, passwordHash: string | null): Promise<boolean>;
}

/** Argon2 works on threads of the pool; two at a time leave the others to the rest of the server. */
export function createPasswords(): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  let decoy: Promise<string> | null = null;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= concurrency) {
      if (waiting.length >= queueLimit) throw new ActivationError('too_many_requests', 'Too many people are signing in at this moment.', { retryAfterSeconds: 5 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      // The place is handed on, not given back, so that nobody slips in between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    hash: (password) => inTurn(() => hash(password, parameters)),
    verify: (password, passwordHash) =>
      inTurn(async () => {
        decoy ??= hash('nobody has this password', parameters);
        const stored = passwordHash ?? (await decoy);
        return (await verify(stored, password)) && passwordHash !== null;
      }),
  };
}
