import { Button } from '@react-spectrum/s2/Button';
import AlertTriangle from '@react-spectrum/s2/icons/AlertTriangle';
import CheckmarkCircle from '@react-spectrum/s2/icons/CheckmarkCircle';
import RemoveCircle from '@react-spectrum/s2/icons/RemoveCircle';
import { iconStyle, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { CheckStage } from '../../shared/account.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Facts } from '../ui/Facts.tsx';
import { formatDuration } from '../ui/format.ts';
import { adminText } from './adminText.ts';
import { stageName, statusWords } from './stageWords.ts';
import type { EndedTest } from './useConnectionTest.ts';

/** What leads to the field that is to blame. */
export interface FieldAction {
  readonly label: string;
  readonly onPress: () => void;
}

export interface StageRowProps {
  readonly stage: CheckStage;
  readonly test: EndedTest;
  /** Null: the field is not to be reached from here. */
  readonly fieldAction: (path: string) => FieldAction | null;
}

const icons = {
  passed: <CheckmarkCircle styles={iconStyle({ color: 'positive' })} />,
  failed: <AlertTriangle styles={iconStyle({ color: 'negative' })} />,
  skipped: <RemoveCircle styles={iconStyle({ color: 'gray' })} />,
};

const row = style({
  display: 'grid',
  gridTemplateColumns: ['20px', 'minmax(0, 1fr)'],
  columnGap: 8,
  paddingY: 8,
  borderTopWidth: 1,
  borderBottomWidth: 0,
  borderXWidth: 0,
  borderStyle: 'solid',
  borderColor: 'gray-200',
});
const head = style({ display: 'flex', flexWrap: 'wrap', columnGap: 12, alignItems: 'baseline' });
const name = style({ font: 'ui', fontWeight: 'bold', flexGrow: 1 });
const word = style({ font: 'ui-sm', color: 'neutral-subdued', fontVariantNumeric: 'tabular-nums' });
const text = style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0, overflowWrap: 'anywhere' });
const failure = style({ display: 'flex', flexDirection: 'column', gap: 8, marginTop: 4, font: 'ui', overflowWrap: 'anywhere' });
const plain = style({ margin: 0 });
const buttons = style({ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' });
const record = style({ marginTop: 8 });
const code = style({ font: 'code-xs' });

/** One stage of a test: how it ended, how long it took, and, where it failed, what to do about it. */
export function StageRow({ stage, test, fieldAction }: StageRowProps) {
  const { status, durationMs } = stage;
  // The sentence of this stage holds nothing but what stands beneath it.
  const isToldByFacts = stage.stage === 'test_record' && stage.record !== undefined;
  return (
    <li className={row}>
      {icons[status]}
      <div>
        <div className={head}>
          <span className={name}>{stageName(stage.stage)}</span>
          <span className={word}>
            {statusWords[status]}
            {durationMs > 0 && ` · ${formatDuration(durationMs)}`}
          </span>
        </div>
        {status === 'failed' ? (
          <Failure stage={stage} test={test} fieldAction={fieldAction} />
        ) : stage.message === undefined || isToldByFacts ? null : (
          <p className={text}>{stage.message}</p>
        )}
        {stage.record === undefined ? null : (
          <div className={record}>
            <Facts
              facts={[
                ['Shard', stage.record.shardId],
                ['Sequence number', stage.record.sequenceNumber],
                ['Answered after', formatDuration(stage.record.latencyMs)],
                ['Partition key', stage.record.partitionKey],
                [
                  'Record',
                  <code key="record" className={code}>
                    {stage.record.data}
                  </code>,
                ],
              ]}
            />
          </div>
        )}
      </div>
    </li>
  );
}

function Failure({ stage, test, fieldAction }: StageRowProps) {
  const action = stage.field === undefined ? null : fieldAction(stage.field);
  return (
    <div className={failure}>
      <p className={plain}>{stage.message}</p>
      <p className={plain}>
        <b>What to do:</b> {stage.remedy}
      </p>
      {stage.vendorCode === undefined ? null : (
        <p className={text}>
          AWS code: <code className={code}>{stage.vendorCode}</code>
        </p>
      )}
      <div className={buttons}>
        {action === null ? null : (
          <Button variant="secondary" size="S" onPress={action.onPress}>
            {action.label}
          </Button>
        )}
        <CopyButton text={adminText(stage, test.place, test.at)} label="Copy for your admin" />
      </div>
    </div>
  );
}
