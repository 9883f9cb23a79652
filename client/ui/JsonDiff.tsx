import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { diffLines } from 'diff';
import { prettyJson } from './prettyJson.ts';

const box = style({
  '--edge': { type: 'backgroundColor', value: 'gray-400' },
  font: 'code-sm',
  backgroundColor: 'layer-1',
  borderRadius: 'default',
  padding: 12,
  margin: 0,
  color: 'neutral',
});
// What does not fit ends at a line that is drawn. A line that is broken goes on to the right of its mark.
const wrap = css(`
  white-space: pre-wrap; overflow-wrap: anywhere; max-block-size: 480px; overflow-y: auto; tab-size: 2; scrollbar-width: thin; border: 1px solid var(--edge);
  & [data-line] { display: block; padding-inline-start: 4ch; text-indent: -4ch; }
`);
const added = style({ display: 'block', textDecoration: 'none', backgroundColor: 'positive-subtle', color: 'neutral' });
const removed = style({ display: 'block', textDecoration: 'none', backgroundColor: 'negative-subtle', color: 'neutral' });
const same = style({ display: 'block' });

function Lines({ text, mark }: { text: string; mark: string }) {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, index) => (
      <span key={index} data-line="">
        {`${mark} ${line}`}
      </span>
    ));
}

/** Two records line by line: what went with a minus, what came with a plus, as colour alone says nothing to many. */
export function JsonDiff({ before, after, label }: { before: string; after: string; label: string }) {
  const parts = diffLines(`${prettyJson(before)}\n`, `${prettyJson(after)}\n`);
  return (
    <pre className={`${box} ${wrap}`} tabIndex={0} role="group" aria-label={label}>
      {parts.map((part, index) =>
        part.added ? (
          <ins key={index} className={added}>
            <Lines text={part.value} mark="+" />
          </ins>
        ) : part.removed ? (
          <del key={index} className={removed}>
            <Lines text={part.value} mark="−" />
          </del>
        ) : (
          <span key={index} className={same}>
            <Lines text={part.value} mark=" " />
          </span>
        ),
      )}
    </pre>
  );
}
