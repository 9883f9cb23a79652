import type { Problem } from '../../shared/problem.ts';

/** PURE. A refused sign-in in the words of its page; the API calls all of them “not signed in”. Never says which of address and password was wrong. */
export function refusedSignIn(problem: Problem, way: 'password' | 'token'): Problem {
  if (problem.code !== 'unauthenticated') return problem;
  return way === 'password'
    ? { ...problem, title: 'The e-mail address and the password do not fit together', remedy: 'Check both, and type the password again.' }
    : { ...problem, title: 'This token is not valid', remedy: 'Check that all of it was pasted, or ask your administrator for a new one.' };
}

/** PURE. Why a set-up link leads nowhere any more; null: the form can be sent again. */
export function deadLink({ code, status }: Problem): { readonly title: string; readonly text: string } | null {
  if (status === 409) return { title: 'Tributary is set up already', text: 'Somebody created the first administrator. Sign in with that account.' };
  if (code !== 'unauthenticated') return null;
  const another = 'If nobody has an account yet, ask whoever runs this server to start it again: it prints a new link.';
  return status === 410
    ? { title: 'This set-up link was used or has run out', text: `If you have an account, sign in. ${another}` }
    : { title: 'This set-up link is not valid', text: `Open the whole link the server printed when it started. ${another}` };
}
