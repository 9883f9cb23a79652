import { ActionButton } from '@react-spectrum/s2/ActionButton';
import Close from '@react-spectrum/s2/icons/Close';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { readRemembered, remember } from '../shell/remembered.ts';
import { useMediaQuery } from '../shell/useMediaQuery.ts';

/** What the panel beside the form says. */
export interface HelpTopic {
  readonly title: string;
  readonly text: string;
}

export interface Help {
  /** The panel is beside the form; else fields carry their help beneath them. */
  readonly isBeside: boolean;
  readonly topic: HelpTopic;
  readonly show: (topic: HelpTopic) => void;
  /** Null where the window is too narrow for a panel. */
  readonly toggle: (() => void) | null;
}

const key = 'tributary.helpHidden';

/** The help panel of a form: follows the focused field, can be hidden, and is remembered. `first` is said before any field has focus. */
export function useHelp(first: HelpTopic): Help {
  const hasRoom = useMediaQuery('(min-width: 80rem)');
  const [isHidden, setHidden] = useState(() => readRemembered(key) === 'yes');
  const [topic, setTopic] = useState(first);
  const toggle = (): void => {
    remember(key, isHidden ? null : 'yes');
    setHidden(!isHidden);
  };
  return { isBeside: hasRoom && !isHidden, topic, show: setTopic, toggle: hasRoom ? toggle : null };
}

export function HelpPanel({ help }: { help: Help }) {
  return (
    <aside
      aria-label="Help"
      className={style({ position: 'sticky', top: 24, padding: 20, borderRadius: 'lg', backgroundColor: 'layer-1', display: 'flex', flexDirection: 'column', gap: 8 })}
    >
      <div className={style({ display: 'flex', alignItems: 'start', justifyContent: 'space-between', gap: 8 })}>
        <h2 className={style({ font: 'title', margin: 0 })}>{help.topic.title}</h2>
        {help.toggle === null ? null : (
          <ActionButton isQuiet size="S" aria-label="Hide help" onPress={help.toggle}>
            <Close />
          </ActionButton>
        )}
      </div>
      <p className={style({ font: 'body-sm', margin: 0, whiteSpace: 'pre-line' })}>{help.topic.text}</p>
    </aside>
  );
}
