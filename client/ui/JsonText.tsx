import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { prettyJson } from './prettyJson.ts';

const box = style({
  '--surface': { type: 'backgroundColor', value: 'layer-1' },
  '--edge': { type: 'backgroundColor', value: 'transparent-black-300' },
  font: 'code-sm',
  borderRadius: 'default',
  padding: 12,
  margin: 0,
  color: 'neutral',
});
// A dark edge shows where more is above or below: the covers scroll with the text, the edges stay.
const wrap = css(`
  white-space: pre-wrap; overflow-wrap: anywhere; max-block-size: 480px; overflow-y: auto; tab-size: 2; scrollbar-width: thin;
  background:
    linear-gradient(var(--surface) 50%, transparent) top / 100% 24px no-repeat local,
    linear-gradient(transparent, var(--surface) 50%) bottom / 100% 24px no-repeat local,
    linear-gradient(var(--edge), transparent) top / 100% 8px no-repeat scroll,
    linear-gradient(transparent, var(--edge)) bottom / 100% 8px no-repeat scroll,
    var(--surface);
`);

/** A record as people can read it: indented when it is JSON, as it is when not. `label` names it for the keyboard's scrolling. */
export function JsonText({ data, label }: { data: string; label: string }) {
  return (
    <pre className={`${box} ${wrap}`} tabIndex={0} role="group" aria-label={label}>
      {prettyJson(data)}
    </pre>
  );
}
