import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { DescribedCheckbox } from '../ui/DescribedCheckbox.tsx';
import type { Activation } from '../../shared/activation.ts';

export interface RemovedSegmentsProps {
  /** Sent today and not picked any more. */
  readonly removed: Activation['segments'];
  /** Ids of those whose exits are sent. */
  readonly exits: readonly string[];
  readonly onChange: (exits: string[]) => void;
}

/** For each segment that is removed: whether the stream is told that everyone in it left. */
export function RemovedSegments({ removed, exits, onChange }: RemovedSegmentsProps) {
  if (removed.length === 0) return null;
  return (
    <fieldset className={style({ borderStyle: 'none', margin: 0, marginTop: 16, padding: 0, minWidth: 0 })}>
      <legend className={style({ font: 'ui', color: 'neutral-subdued', padding: 0, marginBottom: 8 })}>Segments you remove</legend>
      <div className={style({ display: 'flex', flexDirection: 'column', gap: 8 })}>
        {removed.map(({ id, name }) => (
          <DescribedCheckbox
            key={id}
            label={`Send exits for ${name}`}
            description="One last record for everyone who is in it, saying that they left. Without it, readers of the stream still take them for members."
            isSelected={exits.includes(id)}
            onChange={(isSent) => onChange(isSent ? [...exits, id] : exits.filter((other) => other !== id))}
          />
        ))}
      </div>
    </fieldset>
  );
}
