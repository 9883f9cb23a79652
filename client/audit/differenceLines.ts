import type { ChangeEntry } from '../../shared/audit.ts';
import { codeText } from './valueTexts.ts';

/** One thing that differs; null: it was not there, or is not any more. */
export interface DifferenceLine {
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Plain words for keys that say little by themselves. */
const words: Readonly<Record<string, string>> = {
  accountId: 'Account id',
  email: 'E-mail',
  enabled: 'Sends changes',
  pausedBecause: 'Stopped because of',
  needsApproval: 'A second person approves changes',
  mappedSegmentsOnly: 'Mapped segments only',
  suppressUnchanged: 'Sends nothing when nothing changed',
  requiredConsents: 'Needed consents',
  tombstones: 'Tells of erased people',
  arn: 'ARN',
  maxRecordBytes: 'Largest record, in bytes',
  useCases: 'Used for',
  partitionKey: 'Partition key',
  maskedKeyId: 'Access key',
  roleArn: 'Role',
  basedOn: 'Based on version',
  proposedBy: 'Proposed by',
  fileName: 'File',
  ofRun: 'Of the run',
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** "person.name" stays; "recordFormat" → "Record format". */
function wordOf(key: string): string {
  const spaced = words[key] ?? key.replaceAll('_', ' ').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return `${spaced.charAt(0).toUpperCase()}${words[key] === undefined ? spaced.slice(1).toLowerCase() : spaced.slice(1)}`;
}

function valueText(key: string, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.length === 0 ? 'none' : value.map((item) => codeText(key, item)).join(', ');
  if (value === '') return 'empty';
  return typeof value === 'string' ? codeText(key, value) : JSON.stringify(value);
}

/** Whether a value takes more than about two lines. */
export const isLong = (text: string | null): boolean => text !== null && text.length > 120;

/** What stands in a segment of an activation is told by the name of the segment alone. */
const nameIn = (value: unknown): string | null => (isObject(value) && typeof value['name'] === 'string' ? value['name'] : null);

/** PURE. What an entry says was different, line by line; keys of objects within objects stand behind one another. */
export function differenceLines({ before, after }: Pick<ChangeEntry, 'before' | 'after'>, path: readonly string[] = []): DifferenceLine[] {
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return keys.flatMap((key): DifferenceLine[] => {
    const [was, is] = [before?.[key], after?.[key]];
    if (path[0] === 'segments' && (was === undefined || is === undefined))
      return [{ what: is === undefined ? 'Segment removed' : 'Segment added', before: nameIn(was), after: nameIn(is) }];
    if ((isObject(was) || was === undefined) && (isObject(is) || is === undefined)) return differenceLines({ before: was ?? null, after: is ?? null }, [...path, key]);
    const what = path[0] === 'segments' ? [key] : [...path.filter((part) => part !== 'options' && part !== 'change'), key];
    const line = { what: what.map(wordOf).join(', '), before: valueText(key, was), after: valueText(key, is) };
    return line.before === line.after ? [] : [line];
  });
}
