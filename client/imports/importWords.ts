import type { AttributeType, ColumnUse, Delimiter, Import } from '../../shared/import.ts';
import { formatCount } from '../ui/format.ts';
import type { Outcome } from '../ui/OutcomeBadge.tsx';

export const useTexts: Readonly<Record<ColumnUse['use'], string>> = {
  profile_id: 'Profile id',
  identity: 'Identity',
  attribute: 'Attribute',
  status: 'Status in the segment',
  ignore: 'Leave out',
};
export const typeTexts: Readonly<Record<AttributeType, string>> = { text: 'Text', number: 'Number', boolean: 'True or false', json: 'JSON' };
export const hashTexts = { sha256_normalized: 'Hashed (SHA-256)', none: 'As it is in the file' } as const;
export const delimiterTexts: Readonly<Record<Delimiter, string>> = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Vertical bar' };

export const stateWords: Readonly<Record<Import['state'], { readonly outcome: Outcome; readonly label: string; readonly text: string }>> = {
  uploaded: { outcome: 'draft', label: 'Not started', text: 'Nothing is imported yet.' },
  queued: { outcome: 'waiting', label: 'Waits for its turn', text: 'Another import goes first.' },
  checking: { outcome: 'waiting', label: 'Checking', text: 'Every row is checked first. Nothing is changed yet.' },
  importing: { outcome: 'waiting', label: 'Importing', text: 'Rows are being applied. You can leave this page.' },
  exiting: { outcome: 'waiting', label: 'Replacing', text: 'People who are not in the file leave the segment. You can leave this page.' },
  completed: { outcome: 'delivered', label: 'Completed', text: 'The import is complete, and the file is removed from the server.' },
  cancelled: { outcome: 'excluded', label: 'Cancelled', text: 'What was applied so far stays.' },
  failed: { outcome: 'failed', label: 'Failed', text: 'The import has stopped.' },
};

/** PURE. How an import stands, in a sentence. */
export const stateText = ({ state, counts }: Pick<Import, 'state' | 'counts'>): string =>
  state === 'cancelled' && counts.changed + counts.unchanged === 0 ? 'Nothing was applied.' : stateWords[state].text;

/** PURE. Rows of the file; they are counted by the check of all of them, so that one that was stopped before has no number. */
export const rowsText = ({ state, counts }: Pick<Import, 'state' | 'counts'>): string => (counts.rows === 0 && state !== 'completed' ? 'Not counted' : formatCount(counts.rows));

export const isUnderWay = (state: Import['state']): boolean => state === 'queued' || state === 'checking' || state === 'importing' || state === 'exiting';
