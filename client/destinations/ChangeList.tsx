import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ActivationChange } from '../../shared/activationVersion.ts';
import { changeText } from './activationWords.ts';

/** What differs between two versions, one line each. */
export function ChangeList({ changes }: { changes: readonly ActivationChange[] }) {
  if (changes.length === 0) return 'Nothing that changes a record.';
  const texts = changes.map(changeText);
  return (
    <ul className={style({ margin: 0, padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column', gap: 4 })}>
      {texts.map((text) => (
        <li key={text}>
          <bdi>{text}</bdi>
        </li>
      ))}
    </ul>
  );
}
