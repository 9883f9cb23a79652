import { delimiters, type Delimiter } from '../../shared/import.ts';

/** Lines that are looked at. */
const sampledLines = 50;

/**
 * PURE. The delimiter of a CSV file by its beginning: the one that cuts most lines into as many cells as the first, and
 * then into most. Delimiters and line breaks in quotes do not count. A comma where none is found: then there is one column.
 */
export function detectDelimiter(text: string): Delimiter {
  const lines = unquotedLines(text);
  const [header = '', ...others] = lines;
  const scored = delimiters.map((delimiter) => {
    const cells = countOf(header, delimiter);
    const alike = others.filter((line) => countOf(line, delimiter) === cells).length;
    return { delimiter, cells, share: others.length === 0 ? 1 : alike / others.length };
  });
  const [best] = scored.filter(({ cells }) => cells > 0).sort((one, other) => other.share - one.share || other.cells - one.cells);
  return best?.delimiter ?? ',';
}

const countOf = (line: string, delimiter: string): number => line.split(delimiter).length - 1;

/** The first lines that are not empty, without what stands in quotes; the last may be cut off and is left out where there are others. */
function unquotedLines(text: string): string[] {
  const lines = text
    .replaceAll(/"[^"]*(?:"|$)/g, '')
    .split(/\r\n|\n|\r/)
    .slice(0, sampledLines + 1)
    .filter((line) => line.trim() !== '');
  return lines.length > 2 ? lines.slice(0, -1) : lines;
}
