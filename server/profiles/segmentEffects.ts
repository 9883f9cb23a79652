import type { Profile } from '../../shared/profile.ts';
import type { ProfileWrite } from '../store/rows.ts';

/** What one change of a profile does to the segments: see the fields of the same names in `ProfileWrite`. */
export type SegmentEffects = Pick<ProfileWrite, 'touchedSegments' | 'memberships' | 'coverage'>;

/**
 * PURE. Compares a profile before (null: it is new) and after a change. A person is in a segment when it is `realized`
 * in any namespace, and covers a namespace with at least one identity in it. Parts that did not change are shared
 * between the two (`mergeProfile` sees to that), so that an update of attributes alone costs nothing here.
 */
export function segmentEffects(before: Profile | null, after: Profile): SegmentEffects {
  const touched = touchedSegments(before?.segmentMembership ?? {}, after.segmentMembership);
  const namespacesBefore = namespacesOf(before);
  const namespacesAfter = namespacesOf(after);
  const sameNamespaces = namespacesBefore.size === namespacesAfter.size && [...namespacesBefore].every((namespace) => namespacesAfter.has(namespace));
  if (touched.length === 0 && sameNamespaces) return { touchedSegments: [], memberships: [], coverage: [] };

  const membersBefore = membersOf(before);
  const membersAfter = membersOf(after);
  const memberships = touched.filter((id) => membersBefore.has(id) !== membersAfter.has(id)).map((segmentId) => ({ segmentId, member: membersAfter.has(segmentId) }));
  const coverage: SegmentEffects['coverage'][number][] = [];
  const concerned = sameNamespaces ? memberships.map(({ segmentId }) => segmentId) : new Set([...membersBefore, ...membersAfter]);
  for (const segmentId of concerned) {
    const was = membersBefore.has(segmentId);
    const is = membersAfter.has(segmentId);
    if (was) for (const namespace of namespacesBefore) if (!is || !namespacesAfter.has(namespace)) coverage.push({ segmentId, namespace, delta: -1 });
    if (is) for (const namespace of namespacesAfter) if (!was || !namespacesBefore.has(namespace)) coverage.push({ segmentId, namespace, delta: 1 });
  }
  return { touchedSegments: touched, memberships, coverage };
}

type Memberships = Profile['segmentMembership'];

/** Ids whose entry in any namespace is another object than before. Entries are never removed. */
function touchedSegments(before: Memberships, after: Memberships): string[] {
  if (before === after) return [];
  const touched = new Set<string>();
  for (const namespace of Object.keys(after)) {
    const old = Object.hasOwn(before, namespace) ? before[namespace] : undefined;
    const now = after[namespace] as Memberships[string];
    if (old === now) continue;
    for (const id of Object.keys(now)) {
      if (old === undefined || !Object.hasOwn(old, id) || old[id] !== now[id]) touched.add(id);
    }
  }
  return [...touched];
}

function membersOf(profile: Profile | null): Set<string> {
  const members = new Set<string>();
  for (const segments of Object.values(profile?.segmentMembership ?? {})) {
    for (const id of Object.keys(segments)) if (segments[id]?.status === 'realized') members.add(id);
  }
  return members;
}

function namespacesOf(profile: Profile | null): Set<string> {
  const identityMap = Object.entries(profile?.identityMap ?? {});
  return new Set(identityMap.filter(([, identities]) => identities.length > 0).map(([namespace]) => namespace));
}
