import type { ReactNode } from 'react';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };

const box = style({
  font: 'ui',
  color: 'neutral',
  backgroundColor: 'elevated',
  borderWidth: 1,
  borderStyle: 'solid',
  borderColor: 'gray-200',
  borderRadius: 'lg',
  padding: { default: 16, sm: 20 },
  boxSizing: 'border-box',
  minWidth: 0,
});
const head = style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', columnGap: 16, rowGap: 8, marginBottom: 12 });
const title = style({ font: 'title', margin: 0 });

/** A titled part of a page; `aside` stands at the right of the title. */
export function Panel({ heading, aside, children }: { heading: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={heading} className={box}>
      <div className={head}>
        <h2 className={title}>{heading}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
