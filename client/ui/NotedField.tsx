import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useId, type ReactNode } from 'react';

/** What to say of a typed text; null: nothing. `isLeft`: somebody has left the field. */
export type NoteOf = (typed: string, isLeft: boolean) => string | null;

/**
 * A field with a note beneath it that comes and goes. Not the library's own description: a field tells assistive
 * technology only of a description it was first drawn with.
 */
export function NotedField({ note, children }: { note: string | null; children: (noted: { 'aria-describedby'?: string }) => ReactNode }) {
  const id = useId();
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', width: 'full' })}>
      {children(note === null ? {} : { 'aria-describedby': id })}
      <span id={id} role="status" className={style({ font: 'ui', color: 'neutral-subdued', marginTop: { default: 0, isSaid: 4 } })({ isSaid: note !== null })}>
        {note}
      </span>
    </div>
  );
}
