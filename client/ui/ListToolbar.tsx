import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';

/** Above a list: search and filters at the start, what can be done with the whole list at the end of the first line, however many filters there are. */
export function ListToolbar({ search, children }: { search?: ReactNode; children: ReactNode }) {
  return (
    <div
      className={style({
        display: 'flex',
        flexWrap: { default: 'wrap', md: 'nowrap' },
        gap: 12,
        alignItems: 'start',
        justifyContent: 'end',
        marginBottom: 16,
      })}
    >
      {search !== undefined && (
        <div role="search" className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 12, flexGrow: 1, minWidth: 0 })}>
          {search}
        </div>
      )}
      <div className={style({ display: 'flex', flexWrap: 'wrap', justifyContent: 'end', gap: 12, flexShrink: 0 })}>{children}</div>
    </div>
  );
}
