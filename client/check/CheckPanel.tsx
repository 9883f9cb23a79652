import { Checkbox } from '@react-spectrum/s2/Checkbox';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { BusyButton } from '../ui/BusyButton.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { purposes, type Purpose } from './purposes.ts';
import { StageRow, type FieldAction } from './StageRow.tsx';
import { summaryOf } from './stageWords.ts';
import type { ConnectionTest } from './useConnectionTest.ts';

export interface CheckPanelProps {
  readonly test: ConnectionTest;
  /** A connection test may write a test record if somebody ticks it. */
  readonly purpose: Purpose;
  /** Labels of the fields that say something else than they did when the test ran. */
  readonly changed?: readonly string[];
  readonly fieldAction?: (path: string) => FieldAction | null;
}

const stack = style({ display: 'flex', flexDirection: 'column', gap: 12 });
const text = style({ font: 'ui', color: 'neutral-subdued', margin: 0 });
const choices = style({ display: 'flex', flexDirection: 'column', gap: 8 });
const indented = style({ paddingStart: 24 });
const summary = style({ font: 'ui', fontWeight: 'bold', margin: 0, overflowWrap: 'anywhere' });
const stale = style({ font: 'ui', margin: 0, padding: 12, borderRadius: 'lg', backgroundColor: 'notice-subtle', color: 'neutral' });
const when = style({ font: 'ui-sm', color: 'neutral-subdued', marginTop: 8, marginBottom: 0 });
const list = style({ listStyleType: 'none', margin: 0, padding: 0 });
const started = style({ alignSelf: 'start' });

/** Tests the connection and shows its stages. Says before what it does, and afterwards whether that still holds. */
export function CheckPanel({ test, purpose, changed = [], fieldAction = () => null }: CheckPanelProps) {
  const { isRunning, ended, error, switches, setSwitches, run } = test;
  return (
    <div className={stack}>
      <p className={text}>{purposes[purpose].intro}</p>
      {purpose === 'connection' && (
        <div className={choices}>
          <Checkbox isSelected={switches.testRecord} onChange={(testRecord) => setSwitches({ testRecord, readBack: testRecord && switches.readBack })}>
            Also write a test record (marked as a test)
          </Checkbox>
          <div className={indented}>
            <Checkbox isSelected={switches.readBack} isDisabled={!switches.testRecord} onChange={(readBack) => setSwitches({ ...switches, readBack })}>
              and read it back
            </Checkbox>
          </div>
        </div>
      )}
      <div className={started}>
        <BusyButton variant="secondary" isBusy={isRunning} busyLabel="Testing…" onPress={() => void run()}>
          {purposes[purpose].action}
        </BusyButton>
      </div>
      {error === null || isRunning ? null : <ProblemNotice error={error} />}
      <div role="status" aria-live="polite">
        {isRunning ? (
          <p className={text}>Asking AWS. This takes up to 20 seconds.</p>
        ) : ended === null ? null : changed.length > 0 ? (
          <p className={stale}>You changed {changed.map((label) => `“${label}”`).join(' and ')} since this test. Test again to know how it is now.</p>
        ) : (
          <p className={summary}>{summaryOf(ended.result)}</p>
        )}
      </div>
      {isRunning || ended === null ? null : (
        <div>
          <ol aria-label="Stages of the test" className={list}>
            {ended.result.stages.map((stage) => (
              <StageRow key={stage.stage} stage={stage} test={ended} fieldAction={fieldAction} />
            ))}
          </ol>
          <p className={when}>
            Tested <RelativeTime at={new Date(ended.at).toISOString()} /> with the account <bdi>{ended.place.account}</bdi> in {ended.place.region}.
          </p>
        </div>
      )}
    </div>
  );
}
