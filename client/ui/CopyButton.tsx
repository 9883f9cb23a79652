import { ActionButton, Text } from '@react-spectrum/s2/ActionButton';
import Checkmark from '@react-spectrum/s2/icons/Checkmark';
import Copy from '@react-spectrum/s2/icons/Copy';
import { useEffect, useState } from 'react';
import { after } from '../shell/clock.ts';

/** Copies `text`. `label` says what: "Copy record". */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => (state === 'idle' ? undefined : after(2_000, () => setState('idle'))), [state]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return (
    <ActionButton size="S" isQuiet onPress={copy}>
      {state === 'copied' ? <Checkmark /> : <Copy />}
      <Text>{state === 'copied' ? 'Copied' : state === 'failed' ? 'Copying is not allowed here' : label}</Text>
    </ActionButton>
  );
}
