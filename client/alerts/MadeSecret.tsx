import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { CopyButton } from '../ui/CopyButton.tsx';

const row = style({ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', font: 'ui' });
const code = style({ font: 'code-sm', overflowWrap: 'anywhere' });

/** 32 random bytes in base64: 44 characters that nobody can guess. */
const makeSecret = (): string => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));

/** Makes a secret and shows it for as long as the field holds it: afterwards nobody can read it any more. */
export function MadeSecret({ value, onMade }: { value: string; onMade: (secret: string) => void }) {
  const [made, setMade] = useState<string | null>(null);
  const make = (): void => {
    const secret = makeSecret();
    setMade(secret);
    onMade(secret);
  };
  return (
    <div className={row}>
      <ActionButton size="S" onPress={make}>
        Make a secret
      </ActionButton>
      {made !== null && made === value && (
        <>
          <CopyButton text={made} label="Copy the secret" />
          <span className={code}>{made}</span>
          <span role="status">Copy it now and enter it at the receiver, too: once you save, it is not shown again.</span>
        </>
      )}
    </div>
  );
}
