import { Badge } from '@react-spectrum/s2/Badge';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };

/** Labels to look at. */
export function LabelList({ labels }: { labels: readonly string[] }) {
  if (labels.length === 0) return <>None</>;
  return (
    <span className={style({ display: 'inline-flex', flexWrap: 'wrap', gap: 4, justifyContent: { default: 'end', md: 'start' } })}>
      {labels.map((label) => (
        <Badge key={label} size="S" variant="neutral" fillStyle="subtle">
          {label}
        </Badge>
      ))}
    </span>
  );
}
