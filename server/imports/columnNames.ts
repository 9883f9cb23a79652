import { columnNameMaxLength, importColumnsMax } from '../../shared/import.ts';
import { echo } from '../profiles/echo.ts';
import { isForbidden, isPlainName } from '../profiles/storableText.ts';
import { fileProblem } from './fileProblem.ts';

const looksLikeValue = /^[^\s@]+@[^\s@]+\.[^\s@]+$|^[0-9a-f]{32,}$/i;

/** PURE. The names as they are; throws `file_invalid` with the first one that cannot be a column. */
export function checkColumnNames(names: readonly string[]): readonly string[] {
  if (names.length > importColumnsMax)
    throw fileProblem(`The file has ${names.length.toLocaleString('en')} columns. At most ${importColumnsMax.toLocaleString('en')} are read: leave the others out.`);
  const seen = new Set<string>();
  names.forEach((name, index) => {
    const where = `Column ${index + 1}`;
    if (name.trim() === '') throw fileProblem(`${where} has no name. Name every column in the first line.`);
    if (name.length > columnNameMaxLength)
      throw fileProblem(`The name of column ${index + 1} is ${name.length} characters long. Use at most ${columnNameMaxLength}. Is the first line of the file the header?`);
    if (!isPlainName(name)) throw fileProblem(`The name of column ${index + 1} holds a control character or broken text. Type it again.`);
    if (isForbidden(name)) throw fileProblem(`${where} is named ${echo(name)}, which is reserved. Choose another name.`);
    if (seen.has(name)) throw fileProblem(`Two columns are named ${echo(name)}. Give each its own name.`);
    if (looksLikeValue.test(name)) throw fileProblem(`The first line has to name the columns, and column ${index + 1} looks like a value. Add a line with the names.`);
    seen.add(name);
  });
  return names;
}
