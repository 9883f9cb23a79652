import { ActivationError, fieldError } from '../kit/errors.ts';

/** What several resources refuse in the same words. */
export function notFound(
  what:
    | 'account'
    | 'destination type'
    | 'destination'
    | 'activation'
    | 'segment'
    | 'run'
    | 'draft'
    | 'profile'
    | 'delivery'
    | 'policy'
    | 'proposal'
    | 'import'
    | 'alert'
    | 'rule'
    | 'channel',
): ActivationError {
  const message = what === 'activation' ? 'Nothing is activated for this destination yet.' : `There is no such ${what}.`;
  return new ActivationError('not_found', message);
}

export function versionStale(): ActivationError {
  return new ActivationError('version_stale', 'This was changed after you read it. Your change was not stored.');
}

export function nameTaken(what: 'account' | 'destination' | 'policy' | 'channel'): ActivationError {
  return fieldError('name', 'name_taken', `Another ${what} has this name. Upper and lower case make no difference.`);
}

/** Where the store cannot compare versions by itself. Throws `version_stale` when the request was made for another version. */
export function demandVersion(expected: number | null, actual: number): void {
  if (expected !== null && expected !== actual) throw versionStale();
}
