import { Link } from '@react-spectrum/s2/Link';
import type { Segment } from '../../shared/segment.ts';

/** The destinations a segment goes to, each leading to its page. */
export function DestinationLinks({ segment }: { segment: Pick<Segment, 'destinations'> }) {
  if (segment.destinations.length === 0) return <>None</>;
  return (
    <span>
      {segment.destinations.map((destination, index) => (
        <span key={destination.id}>
          {index > 0 && ', '}
          <Link href={`/destinations/${destination.id}`}>{destination.name}</Link>
        </span>
      ))}
    </span>
  );
}
