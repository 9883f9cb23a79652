import { ActionButton, Text } from '@react-spectrum/s2/ActionButton';
import Checkmark from '@react-spectrum/s2/icons/Checkmark';
import Copy from '@react-spectrum/s2/icons/Copy';
import { useEffect, useState } from 'react';
import { after } from '../shell/clock.ts';

/** Copies `text`. `label` says what: "Copy record". `isIconOnly`: beside a value, which says by itself what is copied, the label is read aloud only. */
export function CopyButton({ text, label, isIconOnly = false }: { text: string; label: string; isIconOnly?: boolean }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => (state === 'idle' ? undefined : after(2_000, () => setState('idle'))), [state]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  const words = state === 'copied' ? 'Copied' : state === 'failed' ? 'Copying is not allowed here' : label;
  const icon = state === 'copied' ? <Checkmark /> : <Copy />;
  return isIconOnly && state !== 'failed' ? (
    <ActionButton size="S" isQuiet aria-label={words} onPress={copy}>
      {icon}
    </ActionButton>
  ) : (
    <ActionButton size="S" isQuiet onPress={copy}>
      {icon}
      <Text>{words}</Text>
    </ActionButton>
  );
}
