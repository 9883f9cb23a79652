import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useEffect, useRef, type ReactNode } from 'react';
import { LiveDot } from './LiveDot.tsx';

/** The first page was asked for by address: focus stays where the browser puts it. Later pages were navigated to: focus goes to their title. */
let isFirstPage = true;

/** Sets the document's title and moves focus to the page's title after navigation. */
export function usePageTitle(title: string): React.RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Tributary`;
  }, [title]);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus();
    isFirstPage = false;
  }, []);
  return heading;
}

export interface PageProps {
  /** Shown as the page's only first-level heading. */
  readonly title: string;
  /** One line beneath the title. */
  readonly subtitle?: ReactNode;
  /** The page's one main action, or two at most; at the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Frame of every page inside the shell: title, live dot, main action, content. */
export function Page({ title, subtitle, actions, children }: PageProps) {
  const heading = usePageTitle(title);
  const hasActions = actions !== undefined && actions !== null && actions !== false;
  return (
    <>
      <header className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 16, rowGap: 8, marginBottom: 24 })}>
        <div className={style({ flexGrow: 1, minWidth: 0 })}>
          <h1 ref={heading} tabIndex={-1} className={style({ font: 'heading-lg', margin: 0, outlineStyle: 'none', overflowWrap: 'anywhere' })}>
            <bdi>{title}</bdi>
          </h1>
          {subtitle === undefined ? null : <div className={style({ font: 'body-sm', color: 'neutral-subdued', marginTop: 4 })}>{subtitle}</div>}
        </div>
        <div className={style({ display: 'flex', flexWrap: 'wrap', columnGap: 16, rowGap: 8, alignItems: 'center' })}>
          <LiveDot />
          {hasActions && (
            <div data-screen-only className={style({ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' })}>
              {actions}
            </div>
          )}
        </div>
      </header>
      {children}
    </>
  );
}
