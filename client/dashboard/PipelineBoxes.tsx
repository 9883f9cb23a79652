import type { CSSProperties } from 'react';
import { Link } from '@react-spectrum/s2/Link';
import { css, focusRing, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { formatCompact, formatCount } from '../ui/format.ts';
import { OutcomeIcon, outcomeHelp, outcomeLabels } from './outcome.tsx';
import { outcomeColors } from './outcomeColors.ts';
import type { PipelineStage } from './pipeline.ts';
import { Sparkline } from './Sparkline.tsx';

const row = style({
  listStyleType: 'none',
  margin: 0,
  padding: 0,
  display: 'grid',
  gap: 12,
  gridTemplateColumns: { default: 'repeat(2, minmax(0, 1fr))', md: 'repeat(5, minmax(0, 1fr))' },
});
const box = style({
  backgroundColor: 'elevated',
  borderWidth: 1,
  borderStyle: 'solid',
  borderColor: 'gray-200',
  borderRadius: 'lg',
  padding: 16,
  position: 'relative',
  overflow: 'hidden',
  boxSizing: 'border-box',
  minWidth: 0,
});
/** The first box stands alone in its line where two fit, so that the four it divides into stand below it. */
const layout = css(`
  &::before { content: ''; position: absolute; inset-block-start: 0; inset-inline: 0; block-size: 3px; background: var(--stage); }
  @media (width < 48rem) { &:first-child { grid-column: 1 / -1; } }
`);
const label = style({ display: 'flex', alignItems: 'center', gap: 8, font: 'ui', color: 'neutral-subdued' });
const number = style({ font: 'heading-lg', marginTop: 8, marginBottom: 0 });
const samePage = style({ ...focusRing(), color: 'neutral', textDecoration: 'underline', borderRadius: 'sm', outlineStyle: { default: 'none', ':focus-visible': 'solid' } });
const tabular = css('font-variant-numeric: tabular-nums; overflow-wrap: anywhere;');
const share = style({ font: 'ui-sm', color: 'neutral-subdued', marginTop: 4, marginBottom: 8, minHeight: 20 });

/** Where the records behind a number are listed. */
type PipelineLinks = Partial<Record<PipelineStage['outcome'], string>>;

/** The number of a box; one that is not zero leads to its records. */
function StageNumber({ stage: { outcome, count }, href }: { stage: PipelineStage; href: string | undefined }) {
  const text = count < 10_000_000 ? formatCount(count) : formatCompact(count);
  if (href === undefined || count === 0) return text;
  const name = `${formatCount(count)} ${outcomeLabels[outcome].toLowerCase()}, show them`;
  // A part of this page: the browser itself goes there, and the rest of the address stays.
  if (href.startsWith('#'))
    return (
      <a href={href} aria-label={name} className={samePage}>
        {text}
      </a>
    );
  return (
    <Link href={href} variant="secondary" aria-label={name}>
      {text}
    </Link>
  );
}

/** received → excluded → waiting → delivered → failed: number, share of what was received, and a small trend where there is more than one moment to tell of. */
export function PipelineBoxes({ stages, links = {} }: { stages: readonly PipelineStage[]; links?: PipelineLinks }) {
  const hasTrends = stages.some(({ trend }) => trend.length > 1);
  return (
    <ul className={row} aria-label="Where the records are">
      {stages.map((stage) => (
        <li key={stage.outcome} className={`${box} ${layout} ${outcomeColors}`} style={{ '--stage': `var(--${stage.outcome})` } as CSSProperties}>
          <div className={label} title={outcomeHelp[stage.outcome]}>
            <OutcomeIcon outcome={stage.outcome} />
            {outcomeLabels[stage.outcome]}
          </div>
          <p className={`${number} ${tabular}`} title={formatCount(stage.count)}>
            <StageNumber stage={stage} href={links[stage.outcome]} />
          </p>
          <div className={`${share} ${tabular}`}>{stage.note}</div>
          {hasTrends && <Sparkline values={stage.trend} slots={stage.trendSlots} color={stage.outcome} />}
        </li>
      ))}
    </ul>
  );
}
