import { identitiesIn } from '../identities.ts';
import type { FoundPerson } from '../proofStore.ts';
import type { Queries } from './queries.ts';

/** Documents read at a time. */
const documentsAtOnce = 20;

/** Looks through all profiles: an index of identities would cost each new profile more than everything else it is stored with (docs/decisions/0022). */
export async function findPeople(queries: Queries, values: readonly string[], limit: number): Promise<FoundPerson[]> {
  // As it stands in a document. It finds a little too much: what is no identity.
  const texts = values.map((value) => `"id":${JSON.stringify(value)}`);
  const contains = texts.map((_, index) => `strpos(document, $${index + 1}) > 0`).join(' OR ');
  await queries.run(`DECLARE people NO SCROLL CURSOR FOR SELECT profile_id AS "profileId", document AS "documentJson" FROM profiles WHERE ${contains}`, ...texts);
  const wanted = new Set(values);
  const found: FoundPerson[] = [];
  for (;;) {
    const rows = await queries.rows<{ profileId: string; documentJson: string }>(`FETCH ${documentsAtOnce} FROM people`);
    for (const { profileId, documentJson } of rows) {
      const identities = identitiesIn(documentJson, wanted);
      if (identities.length > 0) found.push({ profileId, identities });
      if (found.length === limit) return found;
    }
    if (rows.length < documentsAtOnce) return found;
  }
}
