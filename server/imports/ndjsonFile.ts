import { nestingMaxLevels, profileMaxBytes } from '../../shared/profile.ts';
import { nestsDeeper, parseJson } from '../profiles/jsonText.ts';
import { createLineSplitter, type RawLine } from '../profiles/lineSplitter.ts';
import { fileProblem } from './fileProblem.ts';
import type { FileRow, OpenFile } from './fileRow.ts';
import type { FileSource } from './fileSource.ts';
import { readUtf8 } from './utf8File.ts';

/** JSON, an object a line. `fields` become the cells; null: the object as a whole is the only one. */
export function openNdjson(source: FileSource, bytes: number, fields: readonly string[] | null): OpenFile {
  let done = 0;

  let isFirst = true;

  function rowOf({ number, size, content }: RawLine): FileRow | [] {
    const text = content?.toString('utf8') ?? null;
    if (text !== null && text.trim() === '') return [];
    if (isFirst && text?.trimStart().startsWith('[') === true)
      throw fileProblem('This looks like a JSON array. Write one object a line instead, without the brackets around them and the commas between them.');
    isFirst = false;
    return { line: number, bytes: size, ...cellsOf(text, size, fields) };
  }

  async function* blocks(): AsyncGenerator<FileRow[]> {
    const splitter = createLineSplitter(profileMaxBytes);
    for await (const chunk of readUtf8(source)) {
      done += chunk.length;
      yield splitter.push(chunk).flatMap(rowOf);
    }
    yield splitter.end().flatMap(rowOf);
  }
  return { columns: fields ?? [''], total: bytes, done: () => done, blocks: blocks() };
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
