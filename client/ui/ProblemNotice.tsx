import { Button } from '@react-spectrum/s2/Button';
import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Issue } from '../../shared/problem.ts';
import { problemIn } from '../api.ts';
import { isDetailAtField } from './formProblem.ts';

export interface ProblemNoticeProps {
  /** Whatever a call rejected with. */
  readonly error: unknown;
  /** Issues that no field of the form shows; all of the problem's when left out. */
  readonly issues?: readonly Issue[];
  readonly onRetry?: () => void;
}

/** Says what happened and what to do: title, detail, remedy, and what the form cannot show at a field. Announced when it appears. */
export function ProblemNotice({ error, issues, onRetry }: ProblemNoticeProps) {
  const problem = problemIn(error);
  const messages = [...new Set((issues ?? problem.issues).map((issue) => issue.message))].filter((message) => message !== problem.detail);
  // A title is no sentence, a detail is: without its full stop it may be the same.
  const hasDetail = problem.detail !== problem.title && problem.detail !== `${problem.title}.` && (issues === undefined || !isDetailAtField(problem, issues));
  return (
    <div role="alert">
      <InlineAlert variant="negative" styles={style({ width: 'full' })}>
        <Heading level={2}>{problem.title}</Heading>
        <Content>
          <div className={style({ display: 'flex', flexDirection: 'column', gap: 8, alignItems: 'start', overflowWrap: 'anywhere' })}>
            {hasDetail && <span>{problem.detail}</span>}
            {messages.length === 0 ? null : (
              <ul className={style({ margin: 0, paddingStart: 20 })}>
                {messages.map((message) => (
                  <li key={message}>{message}</li>
                ))}
              </ul>
            )}
            {problem.remedy === '' ? null : <span>{problem.remedy}</span>}
            {problem.requestId === undefined ? null : <span className={style({ font: 'ui-sm', color: 'neutral-subdued' })}>Request {problem.requestId}</span>}
            {onRetry === undefined ? null : (
              <Button variant="secondary" size="S" onPress={onRetry}>
                Try again
              </Button>
            )}
          </div>
        </Content>
      </InlineAlert>
    </div>
  );
}
