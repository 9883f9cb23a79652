import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ImportPreview } from '../../shared/import.ts';

const colors = style({ '--line': { type: 'backgroundColor', value: 'gray-200' }, '--label': { type: 'backgroundColor', value: 'gray-700' }, font: 'ui-sm', color: 'neutral' });
const table = css(`
  border-collapse: collapse;
  & th { font-weight: 500; color: var(--label); text-align: start; }
  & th, & td { padding: 6px 12px; border-block-end: 1px solid var(--line); white-space: nowrap; max-inline-size: 240px; overflow: hidden; text-overflow: ellipsis; }
`);

/** The first rows as they stand in the file, and what looks wrong with them. It scrolls by itself, sideways and by keyboard. */
export function PreviewTable({ preview: { columns, rows, warnings } }: { preview: ImportPreview }) {
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}>
      {warnings.length === 0 ? null : (
        <InlineAlert variant="notice" styles={style({ width: 'full' })}>
          <Heading level={3}>Look at this before you import</Heading>
          <Content>
            <ul className={style({ margin: 0, paddingStart: 20, overflowWrap: 'anywhere' })}>
              {warnings.map(({ column, message }) => (
                <li key={`${column ?? ''}: ${message}`}>
                  {column === null ? null : <strong>{column}: </strong>}
                  {message}
                </li>
              ))}
            </ul>
          </Content>
        </InlineAlert>
      )}
      <div role="region" aria-label="First rows of the file" tabIndex={0} className={style({ overflow: 'auto', maxHeight: 320 })}>
        <table className={`${colors} ${table}`}>
          <thead>
            <tr>
              {columns.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells, row) => (
              <tr key={row}>
                {columns.map(({ name }, at) => (
                  <td key={name}>{cells[at] ?? ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
