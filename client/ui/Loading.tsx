import { ProgressCircle } from '@react-spectrum/s2/ProgressCircle';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };

/** `what` is read aloud: "Loading segments". */
export function Loading({ what }: { what: string }) {
  return (
    <div className={style({ display: 'flex', justifyContent: 'center', padding: 40 })}>
      <ProgressCircle aria-label={`Loading ${what}`} isIndeterminate />
    </div>
  );
}
