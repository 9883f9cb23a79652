import CheckmarkCircle from '@react-spectrum/s2/icons/CheckmarkCircle';
import { focusRing, iconStyle, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Link } from 'react-router';
import type { DraftContent } from '../../shared/draft.ts';
import { missingFor, stepAddress, stepNames, steps, type Step } from './steps.ts';

const item = style({
  ...focusRing(),
  display: 'flex',
  alignItems: 'start',
  gap: 8,
  paddingY: 4,
  font: 'ui',
  fontWeight: { default: 'normal', isCurrent: 'bold' },
  color: { default: 'neutral', isClosed: 'neutral-subdued' },
  textDecoration: { default: 'none', isOpen: 'underline' },
  borderRadius: 'sm',
  outlineStyle: { default: 'none', ':focus-visible': 'solid' },
});
const number = style({
  display: 'inline-flex',
  alignItems: 'center',
  justifyContent: 'center',
  size: 24,
  flexShrink: 0,
  borderRadius: 'full',
  font: 'ui-sm',
  fontWeight: 'bold',
  color: { default: 'neutral', isCurrent: 'white' },
  backgroundColor: { default: 'gray-200', isCurrent: 'accent' },
});

const stepName = style({ paddingTop: 2 });

function isDone(step: Step, content: Partial<DraftContent>): boolean {
  return step === 'authentication' ? content.accountId !== undefined : step === 'setup' && content.destinationId !== undefined;
}

/** The names of the steps: the current one, those one can go to, and what is missing for the others. */
export function StepList({ current, draftId, content }: { current: Step; draftId: string | null; content: Partial<DraftContent> }) {
  return (
    <nav aria-label="Steps">
      <ol className={style({ display: 'flex', flexWrap: 'wrap', columnGap: 32, rowGap: 8, listStyleType: 'none', padding: 0, marginTop: 0, marginBottom: 24 })}>
        {steps.map((step, index) => {
          const isCurrent = step === current;
          const missing = missingFor(step, content);
          const mark =
            isDone(step, content) && !isCurrent ? (
              <CheckmarkCircle aria-label="Done" styles={iconStyle({ size: 'L', color: 'positive' })} />
            ) : (
              <span className={number({ isCurrent })}>{index + 1}</span>
            );
          return (
            <li key={step}>
              {isCurrent || missing !== null ? (
                <span className={item({ isCurrent, isClosed: !isCurrent, isOpen: false })} {...(isCurrent ? { 'aria-current': 'step' } : {})}>
                  {mark}
                  <span className={stepName}>
                    {stepNames[step]}
                    {isCurrent || missing === null ? null : <span className={style({ display: 'block', font: 'ui-xs', color: 'neutral-subdued' })}>{missing}</span>}
                  </span>
                </span>
              ) : (
                <Link to={stepAddress(step, draftId)} className={item({ isCurrent: false, isClosed: false, isOpen: true })}>
                  {mark}
                  <span className={stepName}>{stepNames[step]}</span>
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
