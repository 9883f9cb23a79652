import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import type { Delimiter, Import, ImportPreview } from '../../shared/import.ts';
import { refresh, useApiMutation } from '../api.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { Panel } from '../ui/Panel.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { ColumnRows } from './ColumnRows.tsx';
import { fieldOf, importResolver, startOf, valuesOf, type ImportValues } from './importForm.ts';
import { ImportActions } from './ImportActions.tsx';
import { SegmentTarget } from './SegmentTarget.tsx';

/** What each column is and where the people go; starts the import, or discards the file. `delimiter` null: the file has none. */
export function MappingForm({ row, preview, delimiter }: { row: Import; preview: ImportPreview; delimiter: Delimiter | null }) {
  const client = useQueryClient();
  const form = useForm<ImportValues>({ defaultValues: valuesOf(preview), resolver: importResolver, mode: 'onTouched' });
  const { problem, show, clear } = useFormProblem(form, fieldOf);
  const [replacing, setReplacing] = useState<ImportValues | null>(null);
  const start = useApiMutation('startImport');

  async function begin(values: ImportValues): Promise<void> {
    clear();
    try {
      await start.mutateAsync({ params: { id: row.id }, body: startOf(values, delimiter) });
      await refresh(client, 'getImport', 'listImports', 'listSegments');
    } catch (thrown) {
      show(thrown);
    }
  }
  // Nobody leaves a segment by one press.
  const submit = form.handleSubmit((values) => (values.mode === 'replace' ? setReplacing(values) : begin(values)));

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className={style({ display: 'flex', flexDirection: 'column', gap: 24 })}>
      <Panel heading="What the columns are">
        {preview.areProfiles ? (
          <p className={style({ font: 'ui', margin: 0 })}>Every line is a profile already, with its id, identities and attributes by name. There is nothing to say.</p>
        ) : (
          <ColumnRows form={form} preview={preview} />
        )}
      </Panel>
      <Panel heading="Where the people go">
        <SegmentTarget form={form} />
      </Panel>
      {problem === null ? null : <ProblemNotice error={problem.error} issues={problem.rest} />}
      <div className={style({ display: 'flex', flexWrap: 'wrap', gap: 8 })}>
        <BusyButton variant="accent" type="submit" isBusy={start.isPending} busyLabel="Starting…">
          Start the import
        </BusyButton>
        <ImportActions row={row} />
      </div>
      <ConfirmDialog
        isOpen={replacing !== null}
        onClose={() => setReplacing(null)}
        title="Replace everyone in the segment?"
        action="Replace"
        isDestructive
        onConfirm={async () => {
          if (replacing !== null) await begin(replacing);
        }}
      >
        Whoever is in “{replacing?.segmentId}” now and not in the file leaves it, and destinations that send the segment are told so. If any row does not say whom it is about,
        nothing is changed at all.
      </ConfirmDialog>
    </form>
  );
}
