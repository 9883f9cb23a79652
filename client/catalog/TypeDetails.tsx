import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Destination, DestinationType } from '../../shared/destination.ts';

/** Most destinations listed; the rest stand on their own page. */
const mostListed = 5;

/** The rail beside the cards: what a destination type is, what it takes, and where to read more. */
export function TypeDetails({ type, destinations }: { type: DestinationType; destinations: readonly Destination[] }) {
  const [method, ...others] = type.accountFields;
  const needed = [...(others.length === 0 ? (method?.fields ?? []) : []), ...type.destinationFields].filter((field) => field.required);
  return (
    <aside
      aria-label={`About ${type.label}`}
      className={style({ padding: 20, borderRadius: 'lg', backgroundColor: 'layer-1', display: 'flex', flexDirection: 'column', gap: 12, font: 'body-sm' })}
    >
      <h2 className={style({ font: 'title', margin: 0 })}>{type.label}</h2>
      <p className={style({ margin: 0 })}>{type.description}</p>
      <h3 className={style({ font: 'title-sm', margin: 0 })}>Have at hand</h3>
      <ul className={style({ margin: 0, paddingStart: 20 })}>
        {others.length > 0 && <li>A way to sign in, one of: {type.accountFields.map(({ label }) => label.toLowerCase()).join(', ')}</li>}
        {needed.map((field) => (
          <li key={field.name}>
            {field.label}: {field.help}
          </li>
        ))}
      </ul>
      {destinations.length === 0 ? null : (
        <>
          <h3 className={style({ font: 'title-sm', margin: 0 })}>Your destinations</h3>
          <ul className={style({ margin: 0, paddingStart: 20 })}>
            {destinations.slice(0, mostListed).map((destination) => (
              <li key={destination.id}>
                <Link href={`/destinations/${destination.id}`}>{destination.name}</Link>
              </li>
            ))}
          </ul>
          {destinations.length > mostListed ? <Link href="/destinations">All {destinations.length} destinations</Link> : null}
        </>
      )}
      {type.docsUrl === null ? null : (
        <Link href={type.docsUrl} target="_blank" rel="noreferrer">
          Read more at the provider
        </Link>
      )}
    </aside>
  );
}
