import type { FoundPerson } from './proofStore.ts';

/** PURE. Which of the wanted identities a document has. */
export function identitiesIn(documentJson: string, wanted: ReadonlySet<string>): FoundPerson['identities'] {
  const { identityMap = {} } = JSON.parse(documentJson) as { identityMap?: Readonly<Record<string, readonly { readonly id: string }[]>> };
  return Object.entries(identityMap).flatMap(([namespace, ids]) => ids.filter(({ id }) => wanted.has(id)).map(({ id }) => ({ namespace, value: id })));
}
