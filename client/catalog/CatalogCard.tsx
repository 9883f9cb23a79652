import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { LinkButton } from '@react-spectrum/s2/LinkButton';
import Data from '@react-spectrum/s2/icons/Data';
import InfoCircle from '@react-spectrum/s2/icons/InfoCircle';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Destination, DestinationType } from '../../shared/destination.ts';
import { useMay } from '../shell/session.ts';
import { formatPlural } from '../ui/format.ts';
import { stepAddress } from '../wizard/steps.ts';

export interface CatalogCardProps {
  readonly type: DestinationType;
  /** Destinations of this type. */
  readonly destinations: readonly Destination[];
  /** Whether the details beside the cards are about this one. */
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

/** Where *Activate segments* leads: to the one destination there is, or to the list to choose from. */
const activateAddress = (destinations: readonly Destination[]): string => {
  const [only] = destinations;
  return destinations.length === 1 && only !== undefined ? `/destinations/${only.id}/activate` : '/destinations';
};

/** One kind of destination: *Set up* a new one, and *Activate segments* once there is one. */
export function CatalogCard({ type, destinations, isChosen, onChoose }: CatalogCardProps) {
  const mayCreate = useMay('marketer');
  const hasOne = destinations.length > 0;
  const setUp = stepAddress('authentication', null, type.type);
  return (
    <article
      aria-label={type.label}
      className={style({
        display: 'flex',
        flexDirection: 'column',
        gap: 12,
        height: 'full',
        boxSizing: 'border-box',
        padding: 20,
        borderStyle: 'solid',
        borderWidth: 1,
        borderColor: { default: 'gray-200', isChosen: 'gray-500' },
        borderRadius: 'lg',
      })({ isChosen })}
    >
      <div className={style({ display: 'flex', alignItems: 'center', gap: 12 })}>
        <span
          className={style({
            display: 'inline-flex',
            alignItems: 'center',
            justifyContent: 'center',
            size: 40,
            borderRadius: 'default',
            backgroundColor: 'blue-200',
            flexShrink: 0,
          })}
        >
          <Data />
        </span>
        <div className={style({ flexGrow: 1, minWidth: 0 })}>
          <h2 className={style({ font: 'title', margin: 0 })}>{type.label}</h2>
          <span className={style({ font: 'ui-sm', color: 'neutral-subdued' })}>
            {hasOne ? `${type.category} · ${formatPlural(destinations.length, 'destination')}` : type.category}
          </span>
        </div>
        <ActionButton isQuiet aria-label={`About ${type.label}`} onPress={onChoose}>
          <InfoCircle />
        </ActionButton>
      </div>
      <p className={style({ font: 'body-sm', margin: 0, flexGrow: 1 })}>{type.description}</p>
      {mayCreate ? (
        <div className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 8 })}>
          {hasOne ? (
            <LinkButton variant="accent" href={activateAddress(destinations)}>
              Activate segments
            </LinkButton>
          ) : null}
          <LinkButton variant={hasOne ? 'secondary' : 'accent'} href={setUp}>
            Set up
          </LinkButton>
        </div>
      ) : null}
    </article>
  );
}
