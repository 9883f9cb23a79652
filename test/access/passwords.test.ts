import { expect, test } from 'vitest';
import { createPasswords, refuseGuessable } from '../../server/access/passwords.ts';
import { passwordSchema } from '../../shared/session.ts';

const passwords = createPasswords();

test('a hash is argon2id with the OWASP parameters, and fits its password exactly', async () => {
  const hash = await passwords.hash(' Pässword mit Ende 🌊 ');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.verify(' Pässword mit Ende 🌊 ', hash)).toBe(true);
  expect(await passwords.verify('Pässword mit Ende 🌊', hash)).toBe(false);
});

test('for nobody every password is wrong, even the one behind the decoy', async () => {
  expect(await passwords.verify('nobody has this password', null)).toBe(false);
});

test('two hashes run at a time, a queue waits, and what is beyond it is sent away', async () => {
  const crowd = createPasswords();
  const results = await Promise.allSettled(Array.from({ length: 36 }, () => crowd.hash('correct horse')));
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(2);
  expect(refused[0]?.reason).toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 5 });
  expect(await crowd.hash('the queue works on')).toContain('argon2id');
});

test.each(['12345678901', 'a'.repeat(129)])('%s has the wrong length', (password) => expect(passwordSchema.safeParse(password).success).toBe(false));

test.each(['Password1234', 'aaaaaaaaaaaa', 'abababababab', 'my-Tributary-2026', 'ada.lovelace-1815'])('%s is refused as guessable', (password) => {
  expect(() => refuseGuessable(password, 'ada.lovelace@example.com')).toThrow(/password/i);
});

test.each(['correct horse battery', '🌊🌊 two waves and a boat', 'x9!kLm#2pQ@v'])('%s is taken', (password) => {
  expect(passwordSchema.parse(password)).toBe(password);
  expect(() => refuseGuessable(password, 'ada@example.com')).not.toThrow();
});
