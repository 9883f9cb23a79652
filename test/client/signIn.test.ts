import { describe, expect, test } from 'vitest';
import { deadLink, refusedSignIn } from '../../client/signIn/refusedWords.ts';
import type { Problem } from '../../shared/problem.ts';

const problem = (over: Partial<Problem>): Problem => ({
  type: 'about:blank',
  title: 'You are not signed in',
  status: 401,
  code: 'unauthenticated',
  detail: 'Detail.',
  remedy: 'Sign in, or send a valid token.',
  issues: [],
  ...over,
});

describe('a refused sign-in', () => {
  test('says what did not fit in words of the page, and the same whichever of the two was wrong', () => {
    expect(refusedSignIn(problem({}), 'password')).toMatchObject({ title: 'The e-mail address and the password do not fit together', code: 'unauthenticated' });
    expect(refusedSignIn(problem({}), 'token').title).toBe('This token is not valid');
  });

  test('for another reason is told as it is', () => {
    const busy = problem({ code: 'too_many_requests', status: 429, title: 'Too many requests' });
    expect(refusedSignIn(busy, 'password')).toBe(busy);
  });
});

describe('a set-up link', () => {
  test('that was used, is wrong, or comes too late ends with the way to sign in', () => {
    expect(deadLink(problem({ status: 410 }))?.title).toBe('This set-up link was used or has run out');
    expect(deadLink(problem({ status: 401 }))?.title).toBe('This set-up link is not valid');
    expect(deadLink(problem({ status: 409, code: 'request_invalid' }))?.title).toBe('Tributary is set up already');
  });

  test('stays open where only a field was wrong', () => {
    expect(deadLink(problem({ status: 422, code: 'request_invalid' }))).toBeNull();
    expect(deadLink(problem({ status: 429, code: 'too_many_requests' }))).toBeNull();
  });
});
