import type { Segment } from '../../shared/segment.ts';

/** Namespaces of a segment and how many of its people have one, most covered first. Empty for a segment nobody is in. */
export function coverageOf(segment: Pick<Segment, 'size' | 'identityCoverage'>): { namespace: string; count: number }[] {
  if (segment.size === 0) return [];
  return Object.entries(segment.identityCoverage)
    .filter(([, count]) => count > 0)
    .map(([namespace, count]) => ({ namespace, count }))
    .toSorted((a, b) => b.count - a.count || a.namespace.localeCompare(b.namespace));
}
