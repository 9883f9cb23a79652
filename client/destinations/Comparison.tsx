import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Comparison as ComparisonData } from '../../shared/activationVersion.ts';
import { JsonDiff } from '../ui/JsonDiff.tsx';
import { JsonText } from '../ui/JsonText.tsx';
import { ChangeList } from './ChangeList.tsx';

type Sample = ComparisonData['samples'][number];

const heading = style({ font: 'title-sm', margin: 0 });

function SampleDiff({ sample: { profileId, before, after } }: { sample: Sample }) {
  const label = `Record of ${profileId}`;
  return (
    <section aria-label={label} className={style({ display: 'flex', flexDirection: 'column', gap: 8 })}>
      <h3 className={heading}>
        <bdi>{profileId}</bdi>
      </h3>
      {before.data !== null && after.data !== null ? (
        <JsonDiff before={before.data} after={after.data} label={label} />
      ) : (
        <>
          <span>
            Before: {before.data === null ? `no record. ${before.message ?? ''}` : 'a record.'} After: {after.data === null ? `no record. ${after.message ?? ''}` : 'a record.'}
          </span>
          {(after.data ?? before.data) !== null && <JsonText data={(after.data ?? before.data) as string} label={label} />}
        </>
      )}
    </section>
  );
}

/** What differs between two versions: in words, and in the records of some people. */
export function Comparison({ changes, breaking, samples }: ComparisonData) {
  const differing = samples.filter(({ before, after }) => before.data !== after.data || before.code !== after.code);
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 16, font: 'ui' })}>
      <ChangeList changes={changes} />
      {breaking.length > 0 && (
        <InlineAlert variant="notice">
          <Heading level={3}>Ask who reads the stream first</Heading>
          <Content>{breaking.join(' ')}</Content>
        </InlineAlert>
      )}
      {differing.length > 0 ? (
        differing.map((sample) => <SampleDiff key={sample.profileId} sample={sample} />)
      ) : (
        <span>{samples.length > 0 ? 'The records of the people looked at stay the same.' : 'Nobody is in these segments yet, so there is no record to compare.'}</span>
      )}
    </div>
  );
}
