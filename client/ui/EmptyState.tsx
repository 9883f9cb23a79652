import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  readonly title: string;
  /** What to do next, in a sentence. */
  readonly text: ReactNode;
  readonly action?: ReactNode;
  /** 2 directly beneath the page's title, 3 inside a section. */
  readonly level?: 2 | 3;
}

/** What an empty list or page shows: why it is empty and what to do next. */
export function EmptyState({ title, text, action, level = 2 }: EmptyStateProps) {
  const Heading = `h${level}` as const;
  return (
    <div
      className={style({
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        gap: 8,
        paddingX: 16,
        paddingY: 40,
        textAlign: 'center',
        borderWidth: 1,
        borderStyle: 'dashed',
        borderColor: 'gray-300',
        borderRadius: 'lg',
      })}
    >
      <Heading className={style({ font: 'title-lg', margin: 0 })}>{title}</Heading>
      <div className={style({ font: 'body', maxWidth: 480 })}>{text}</div>
      {action === undefined ? null : <div className={style({ marginTop: 12 })}>{action}</div>}
    </div>
  );
}
