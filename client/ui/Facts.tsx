import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Fragment, type ReactNode } from 'react';

/** Names and values beneath each other. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={style({ display: 'grid', gridTemplateColumns: ['max-content', 'minmax(0, 1fr)'], columnGap: 24, rowGap: 8, margin: 0, font: 'ui', alignItems: 'baseline' })}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt className={style({ color: 'neutral-subdued' })}>{name}</dt>
          <dd className={style({ margin: 0, overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' })}>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
