import { Button } from '@react-spectrum/s2/Button';
import { ButtonGroup } from '@react-spectrum/s2/ButtonGroup';
import { Content, Dialog, Heading } from '@react-spectrum/s2/Dialog';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { formatCount, formatPlural } from '../ui/format.ts';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import type { ExportState } from './useExport.ts';

type Shown = Exclude<ExportState, { kind: 'idle' }>;

const titles: Readonly<Record<Shown['kind'], (what: string) => string>> = {
  reading: (what) => `Exporting ${what}`,
  done: (what) => `Exported ${what}`,
  failed: (what) => `The ${what} could not be exported`,
};

/** How far an export is, what became of it, and the way out of it. */
export function ExportDialog({ what, state, onClose }: { what: string; state: Shown; onClose: () => void }) {
  return (
    <Dialog size="S">
      <Heading slot="title">{titles[state.kind](what)}</Heading>
      <Content>
        <div className={style({ display: 'flex', flexDirection: 'column', gap: 16, overflowWrap: 'anywhere' })}>
          {state.kind === 'failed' ? (
            <ProblemNotice error={state.error} />
          ) : (
            <div role="status">{state.kind === 'reading' ? `${formatPlural(state.rows, 'row')} so far. Keep this page open.` : <Saved what={what} state={state} />}</div>
          )}
        </div>
      </Content>
      <ButtonGroup>
        <Button variant="secondary" onPress={onClose}>
          {state.kind === 'reading' ? 'Cancel' : 'Close'}
        </Button>
      </ButtonGroup>
    </Dialog>
  );
}

function Saved({ what, state: { file, name } }: { what: string; state: Extract<Shown, { kind: 'done' }> }) {
  return (
    <>
      {formatPlural(file.rows, 'row')} saved as <strong>{name}</strong>.
      {file.isCut && ` There are more ${what}: a file holds the first ${formatCount(file.rows)}. Narrow the list to export the others.`}
    </>
  );
}
