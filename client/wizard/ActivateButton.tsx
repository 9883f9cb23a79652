import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { BusyButton } from '../ui/BusyButton.tsx';
import type { ActivateWords } from './activateWords.ts';

export interface ActivateButtonProps {
  readonly isBusy: boolean;
  readonly words: Pick<ActivateWords, 'action' | 'busy'>;
  /** A policy does not allow it, which is said beside the button. */
  readonly isForbidden: boolean;
  readonly onShowWhy: () => void;
  readonly onPress: () => void;
}

/** With a reason beside it, on a phone in a row of its own. */
const row = style({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  justifyContent: 'end',
  columnGap: 12,
  rowGap: 4,
  width: { default: { default: 'auto', isForbidden: 'full' }, sm: 'auto' },
});

/** The one primary button of an activation. */
export function ActivateButton({ isBusy, words, isForbidden, onShowWhy, onPress }: ActivateButtonProps) {
  return (
    <div className={row({ isForbidden })}>
      {isForbidden && (
        <>
          <span className={style({ font: 'ui-sm', color: 'negative' })}>A policy does not allow this.</span>
          <ActionButton size="S" onPress={onShowWhy}>
            Show why
          </ActionButton>
        </>
      )}
      <BusyButton variant="accent" isBusy={isBusy} isDisabled={isForbidden} busyLabel={words.busy} onPress={onPress}>
        {words.action}
      </BusyButton>
    </div>
  );
}
