import { nestingMaxLevels, profileMaxBytes } from '../../shared/profile.ts';
import { nestsDeeper, parseJson } from '../profiles/jsonText.ts';
import { createLineSplitter, type RawLine } from '../profiles/lineSplitter.ts';
import { fileProblem } from './fileProblem.ts';
import type { FileRow, OpenFile } from './fileRow.ts';
import { readUtf8 } from './utf8File.ts';

/** JSON, an object a line. `fields` become the cells; null: the object as a whole is the only one. */
export function openNdjson(path: string, bytes: number, fields: readonly string[] | null): OpenFile {
  let done = 0;

  async function* lines(): AsyncGenerator<RawLine> {
    const splitter = createLineSplitter(profileMaxBytes);
    for await (const chunk of readUtf8(path)) {
      yield* splitter.push(chunk);
      done += chunk.length;
    }
    yield* splitter.end();
  }

  async function* rows(): AsyncGenerator<FileRow> {
    let isFirst = true;
    for await (const line of lines()) {
      const text = line.content?.toString('utf8') ?? null;
      if (text !== null && text.trim() === '') continue;
      if (isFirst && text?.trimStart().startsWith('[') === true)
        throw fileProblem('This looks like a JSON array. Write one object a line instead, without the brackets around them and the commas between them.');
      isFirst = false;
      yield { line: line.number, bytes: line.size, ...cellsOf(text, line.size, fields) };
    }
  }
  return { columns: fields ?? [''], total: bytes, done: () => done, rows: rows() };
}

function cellsOf(text: string | null, size: number, fields: readonly string[] | null): { cells: readonly unknown[] } | { problem: string } {
  if (text === null) return { problem: `A row can be at most ${profileMaxBytes} bytes large; this one has ${size}.` };
  if (nestsDeeper(text, nestingMaxLevels)) return { problem: `A row can be nested at most ${nestingMaxLevels} levels deep. Flatten it.` };
  const parsed = parseJson(text);
  if (!parsed.ok) return { problem: `This is not JSON from character ${parsed.problem.offset + 1} on.` };
  const { value } = parsed;
  if (fields === null) return { cells: [value] };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { problem: 'This is not a JSON object. Write { "column": value, … }, one a line.' };
  return { cells: fields.map((field) => (Object.hasOwn(value, field) ? (value as Record<string, unknown>)[field] : null)) };
}
