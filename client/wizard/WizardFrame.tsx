import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Text } from '@react-spectrum/s2/ActionButton';
import HelpCircle from '@react-spectrum/s2/icons/HelpCircle';
import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import { Page } from '../shell/Page.tsx';
import { HelpPanel, type Help } from './help.tsx';

export interface WizardFrameProps {
  readonly title: string;
  readonly subtitle: ReactNode;
  /** Names of the steps, across the top. */
  readonly stepList?: ReactNode;
  readonly help: Help;
  /** Takes the place of the help panel, for example a preview; then the form column is wider. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** Buttons: back at the start, the one primary button last. */
  readonly footer: ReactNode;
}

/** As wide as the form and what is beside it: title, form and footer end alike. */
const frame = style({ maxWidth: { default: 960, isWithAside: 1280 } });

const layout = style({
  display: 'grid',
  gridTemplateColumns: {
    default: 'minmax(0, 1fr)',
    xl: { default: ['minmax(0, 560px)'], isBeside: ['minmax(0, 560px)', 'minmax(240px, 360px)'], isWithAside: ['minmax(0, 1fr)', 'minmax(320px, 440px)'] },
  },
  columnGap: 40,
  rowGap: 24,
  alignItems: 'start',
  maxWidth: { default: { default: 560, xl: 960 }, isWithAside: { default: 960, xl: 1280 } },
});

/** Keeps the footer at the end of the window: buttons that move when something arrives from the server are missed by who presses them just then. */
const fillsWindow = css('min-block-size: calc(100dvh - 15rem);');

/** A field that gets the focus is scrolled to where the footer does not lie over it. */
const clearOfFooter = css('& :is(input, textarea, button, a) { scroll-margin-block-end: 12rem; }');

/** Frame of a step: step names, form column, help beside it, footer that stays in sight. */
export function WizardFrame({ title, subtitle, stepList, help, aside, children, footer }: WizardFrameProps) {
  const helpButton =
    help.toggle === null || help.isBeside || aside !== undefined ? undefined : (
      <ActionButton isQuiet onPress={help.toggle}>
        <HelpCircle />
        <Text>Show help</Text>
      </ActionButton>
    );
  return (
    <div className={frame({ isWithAside: aside !== undefined })}>
      <Page title={title} subtitle={subtitle} actions={helpButton}>
        {stepList}
        <div className={`${layout({ isBeside: help.isBeside, isWithAside: aside !== undefined })} ${fillsWindow}`}>
          <div className={`${style({ minWidth: 0 })} ${clearOfFooter}`}>{children}</div>
          {aside ?? (help.isBeside ? <HelpPanel help={help} /> : null)}
        </div>
        <div
          className={style({
            position: 'sticky',
            bottom: 0,
            zIndex: 3,
            display: 'flex',
            flexWrap: 'wrap',
            alignItems: 'center',
            gap: 8,
            marginTop: 24,
            paddingY: 12,
            backgroundColor: 'base',
            borderStyle: 'solid',
            borderWidth: 0,
            borderTopWidth: 1,
            borderColor: 'gray-200',
          })}
        >
          {footer}
        </div>
      </Page>
    </div>
  );
}
