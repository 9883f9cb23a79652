import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useId, type ReactNode } from 'react';

/** A titled part of a long form. */
export function Section({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={style({ marginBottom: 40 })}>
      <h2 id={id} className={style({ font: 'heading-sm', marginTop: 0, marginBottom: { default: 4, isAlone: 16 } })({ isAlone: text === undefined })}>
        {title}
      </h2>
      {text === undefined ? null : <p className={style({ font: 'body', color: 'neutral-subdued', marginTop: 0, marginBottom: 16 })}>{text}</p>}
      {children}
    </section>
  );
}
