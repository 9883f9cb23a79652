import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import { usePageTitle } from '../shell/Page.tsx';
import { Wordmark } from '../ui/Wordmark.tsx';

/** Frame of the pages people see before they are signed in. */
export function EntryFrame({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const heading = usePageTitle(title);
  return (
    <main
      className={style({
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        paddingX: 16,
        paddingY: { default: 32, sm: 80 },
        minHeight: 'screen',
        boxSizing: 'border-box',
        backgroundColor: 'layer-1',
      })}
    >
      <div
        className={style({
          width: 'full',
          maxWidth: 400,
          boxSizing: 'border-box',
          padding: 32,
          borderRadius: 'xl',
          backgroundColor: 'base',
          display: 'flex',
          flexDirection: 'column',
          gap: 20,
        })}
      >
        <Wordmark />
        <div>
          <h1 ref={heading} tabIndex={-1} className={style({ font: 'heading', margin: 0, outlineStyle: 'none' })}>
            {title}
          </h1>
          {text === undefined ? null : <p className={style({ font: 'body', marginTop: 8, marginBottom: 0 })}>{text}</p>}
        </div>
        {children}
      </div>
    </main>
  );
}
