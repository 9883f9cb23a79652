import { Link } from '@react-spectrum/s2/Link';

/** The destinations that something goes to, each leading to its page. `most`: how many are written out. */
export function DestinationLinks({ destinations, most = Infinity }: { destinations: readonly { readonly id: string; readonly name: string }[]; most?: number }) {
  if (destinations.length === 0) return <>None</>;
  const rest = destinations.slice(most);
  return (
    <span title={rest.length > 0 ? destinations.map(({ name }) => name).join('\n') : undefined}>
      {destinations.slice(0, most).map((destination, index) => (
        <span key={destination.id}>
          {index > 0 && ', '}
          <Link href={`/destinations/${destination.id}`}>{destination.name}</Link>
        </span>
      ))}
      {rest.length > 0 && ` and ${rest.length} more`}
    </span>
  );
}
