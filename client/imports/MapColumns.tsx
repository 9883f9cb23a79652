import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { delimiters, type Delimiter, type Import, type ImportPreview } from '../../shared/import.ts';
import { useApi } from '../api.ts';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { delimiterTexts } from './importWords.ts';
import { MappingForm } from './MappingForm.tsx';
import { PreviewTable } from './PreviewTable.tsx';

/** The first rows of a file and what each of its columns is. With another delimiter there are other columns, and the form begins anew. */
export function MapColumns({ row, preview: found }: { row: Import; preview: ImportPreview }) {
  const [delimiter, setDelimiter] = useState<Delimiter | null>(found.delimiter);
  const isOther = delimiter !== null && delimiter !== found.delimiter;
  const other = useApi('previewImport', { params: { id: row.id }, query: { delimiter: delimiter ?? ',' }, enabled: isOther });
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 24 })}>
      {found.delimiter === null ? null : (
        <Picker
          label="Cells are separated by"
          value={delimiter}
          onChange={(key) => setDelimiter(delimiters.find((one) => one === key) ?? null)}
          items={delimiters.map((id) => ({ id }))}
          styles={style({ width: 200 })}
        >
          {({ id }) => <PickerItem id={id}>{delimiterTexts[id]}</PickerItem>}
        </Picker>
      )}
      <QueryState query={isOther ? other : { data: found, error: null, refetch: () => undefined }} what="the first rows">
        {(preview) => (
          <>
            <Panel heading="First rows">
              <PreviewTable preview={preview} />
            </Panel>
            <MappingForm key={delimiter} row={row} preview={preview} delimiter={delimiter} />
          </>
        )}
      </QueryState>
    </div>
  );
}
