import type { DatabaseSync } from 'node:sqlite';
import { identitiesIn } from '../identities.ts';
import type { FoundPerson } from '../proofStore.ts';
import { prepare } from './statement.ts';

/** Looks through all profiles: an index of identities would cost each new profile more than everything else it is stored with (docs/decisions/0022). */
export function findPeople(database: DatabaseSync, values: readonly string[], limit: number): FoundPerson[] {
  const patterns = values.map(patternOf);
  const rows = prepare<{ profileId: string; documentJson: string }>(
    database,
    `SELECT profile_id AS profileId, document AS documentJson FROM profiles WHERE ${patterns.map(() => `document LIKE ? ESCAPE '!'`).join(' OR ')}`,
  ).iterate(...patterns);
  const wanted = new Set(values);
  const found: FoundPerson[] = [];
  for (const { profileId, documentJson } of rows) {
    const identities = identitiesIn(documentJson, wanted);
    if (identities.length > 0) found.push({ profileId, identities });
    if (found.length === limit) break;
  }
  return found;
}

/** As it stands in a document. It finds a little too much: upper and lower case, and what is no identity. */
const patternOf = (value: string): string => `%"id":${JSON.stringify(value).replaceAll(/[!%_]/g, '!$&')}%`;
