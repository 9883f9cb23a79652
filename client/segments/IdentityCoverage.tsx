import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Segment } from '../../shared/segment.ts';
import { formatCount, formatPlural, formatShare } from '../ui/format.ts';
import { coverageOf } from './coverage.ts';
import { namespaceLabel } from './namespaceLabel.ts';

const list = style({
  listStyleType: 'none',
  margin: 0,
  padding: 0,
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 16,
  rowGap: 4,
  font: { default: 'ui', isCell: 'ui-sm' },
  justifyContent: { default: 'start', isCell: { default: 'end', md: 'start' } },
});
const share = style({ fontWeight: 'bold', fontVariantNumeric: 'tabular-nums' });

/** For each identity namespace, how many of a segment's people have such an identity. `isCell`: in a table that becomes lines on a phone. */
export function IdentityCoverage({ segment, isCell = false }: { segment: Pick<Segment, 'size' | 'identityCoverage'>; isCell?: boolean }) {
  const coverage = coverageOf(segment);
  if (coverage.length === 0) return <>None</>;
  return (
    <ul className={list({ isCell })}>
      {coverage.map(({ namespace, count }) => (
        <li key={namespace} title={`${namespace}: ${formatCount(count)} of ${formatPlural(segment.size, 'person', 'people')}`}>
          {isCell || namespaceLabel(namespace) === namespace ? namespaceLabel(namespace) : `${namespaceLabel(namespace)} (${namespace})`}{' '}
          <span className={share}>{formatShare(count, segment.size)}</span>
        </li>
      ))}
    </ul>
  );
}
