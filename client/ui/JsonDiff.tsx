import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { diffLines } from 'diff';
import { prettyJson } from './prettyJson.ts';

const box = style({ font: 'code-sm', backgroundColor: 'layer-1', borderRadius: 'default', padding: 12, margin: 0, color: 'neutral' });
const wrap = css('white-space: pre-wrap; overflow-wrap: anywhere; max-block-size: 360px; overflow-y: auto; tab-size: 2;');
const added = style({ display: 'block', textDecoration: 'none', backgroundColor: 'positive-subtle', color: 'neutral' });
const removed = style({ display: 'block', textDecoration: 'none', backgroundColor: 'negative-subtle', color: 'neutral' });
const same = style({ display: 'block' });

const marked = (text: string, mark: string): string =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${mark} ${line}`)
    .join('\n');

/** Two records line by line: what went with a minus, what came with a plus, as colour alone says nothing to many. */
export function JsonDiff({ before, after, label }: { before: string; after: string; label: string }) {
  const parts = diffLines(`${prettyJson(before)}\n`, `${prettyJson(after)}\n`);
  return (
    <pre className={`${box} ${wrap}`} tabIndex={0} role="group" aria-label={label}>
      {parts.map((part, index) =>
        part.added ? (
          <ins key={index} className={added}>
            {marked(part.value, '+')}
          </ins>
        ) : part.removed ? (
          <del key={index} className={removed}>
            {marked(part.value, '−')}
          </del>
        ) : (
          <span key={index} className={same}>
            {marked(part.value, ' ')}
          </span>
        ),
      )}
    </pre>
  );
}
