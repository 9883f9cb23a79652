import { Badge } from '@react-spectrum/s2/Badge';
import { Radio, RadioGroup } from '@react-spectrum/s2/RadioGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { AccountMethod } from './authenticationForm.ts';

const card = style({
  display: 'flex',
  alignItems: 'start',
  justifyContent: 'space-between',
  flexWrap: 'wrap',
  gap: 8,
  padding: 16,
  borderRadius: 'lg',
  borderWidth: 2,
  borderStyle: 'solid',
  borderColor: { default: 'gray-200', isChosen: 'blue-900' },
});

/** How to sign in, a card each: what it is, and when to choose it. */
export function MethodCards({ methods, chosen, onChoose }: { methods: readonly AccountMethod[]; chosen: AccountMethod; onChoose: (method: string) => void }) {
  return (
    <div className={style({ marginBottom: 24 })}>
      <RadioGroup label="How to sign in" value={chosen.method} onChange={onChoose} styles={style({ width: 'full' })}>
        {methods.map((method) => (
          <div key={method.method} className={card({ isChosen: method === chosen })}>
            <Radio value={method.method} description={method.help} styles={style({ flexGrow: 1, flexBasis: 0, minWidth: 240 })}>
              {method.label}
            </Radio>
            {method.isRecommended === true && (
              <Badge variant="positive" fillStyle="subtle" size="S">
                Recommended
              </Badge>
            )}
          </div>
        ))}
      </RadioGroup>
    </div>
  );
}
