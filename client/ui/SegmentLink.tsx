import { Link } from '@react-spectrum/s2/Link';

/** The name of a segment, leading to its page. */
export function SegmentLink({ segment: { id, name } }: { segment: { readonly id: string; readonly name: string } }) {
  return (
    <Link href={`/segments/${encodeURIComponent(id)}`} isStandalone isQuiet>
      <bdi>{name}</bdi>
    </Link>
  );
}
