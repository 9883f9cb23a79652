import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { prettyJson } from './prettyJson.ts';

const box = style({ font: 'code-sm', backgroundColor: 'layer-1', borderRadius: 'default', padding: 12, margin: 0, color: 'neutral' });
const wrap = css('white-space: pre-wrap; overflow-wrap: anywhere; max-block-size: 360px; overflow-y: auto; tab-size: 2;');

/** A record as people can read it: indented when it is JSON, as it is when not. `label` names it for the keyboard's scrolling. */
export function JsonText({ data, label }: { data: string; label: string }) {
  return (
    <pre className={`${box} ${wrap}`} tabIndex={0} role="group" aria-label={label}>
      {prettyJson(data)}
    </pre>
  );
}
