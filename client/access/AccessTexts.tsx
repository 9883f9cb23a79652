import { SegmentedControl, SegmentedControlItem } from '@react-spectrum/s2/SegmentedControl';
import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import type { AccessFormat, AccessText, AccessTexts as Texts } from '../../shared/access.ts';
import { CopyButton } from '../ui/CopyButton.tsx';

const labels: Readonly<Record<AccessFormat, string>> = { json: 'JSON', cli: 'AWS CLI', terraform: 'Terraform', cloudformation: 'CloudFormation' };

const box = style({ font: 'code-sm', backgroundColor: 'layer-1', borderRadius: 'default', padding: 12, margin: 0, color: 'neutral' });
const wrap = css('white-space: pre-wrap; overflow-wrap: anywhere; max-block-size: 360px; overflow-y: auto; tab-size: 2;');

/** One policy in the format somebody works with, to be copied whole. `label` says which policy; `missing`: marks that are to be replaced, told beneath the formats they stand in. */
export function AccessTexts({ label, texts, missing = [] }: { label: string; texts: readonly AccessText[]; missing?: Texts['missing'] }) {
  const [format, setFormat] = useState<AccessFormat>('json');
  const shown = texts.find((text) => text.format === format) ?? texts[0];
  if (shown === undefined) return null;
  const marks = missing.filter(({ mark }) => shown.text.includes(mark));
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 8 })}>
      <div className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: 8 })}>
        <span className={style({ font: 'ui', color: 'neutral-subdued' })}>{label}</span>
        <CopyButton text={shown.text} label={`Copy ${label.toLowerCase()}`} />
      </div>
      <div className={css('overflow-x: auto;')}>
        <SegmentedControl aria-label={`Format: ${label}`} selectedKey={shown.format} onSelectionChange={(key) => setFormat(key as AccessFormat)}>
          {texts.map((text) => (
            <SegmentedControlItem key={text.format} id={text.format}>
              {labels[text.format]}
            </SegmentedControlItem>
          ))}
        </SegmentedControl>
      </div>
      <pre className={`${box} ${wrap}`} tabIndex={0} role="group" aria-label={`${label}, ${labels[shown.format]}`}>
        {shown.text}
      </pre>
      {marks.length > 0 && (
        <p className={style({ font: 'ui-sm', margin: 0 })}>
          Replace by hand:{' '}
          {marks.map(({ mark, what }, index) => (
            <span key={mark}>
              {index > 0 && '; '}
              <code className={style({ font: 'code-sm' })}>{mark}</code> is {what}
            </span>
          ))}
          .
        </p>
      )}
    </div>
  );
}
