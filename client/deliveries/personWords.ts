import { errorCodes } from '../../shared/errorCodes.ts';
import type { PersonNow } from '../../shared/personNow.ts';

/** What would become of the next change of a person, as things are, and what to do where it would not be sent. */
export function personSentence({ outcome, code, message, segments }: PersonNow): string {
  const remedy = code === null ? '' : ` ${errorCodes[code].remedy}`;
  switch (outcome) {
    case 'record':
      return segments.length === 0
        ? 'They have left every segment that is sent here; their next change would still be sent.'
        : `Their next change would be sent: they are in ${segments.map(({ name }) => name).join(', ')}.`;
    case 'excluded':
      return `Their next change would be left out. ${message ?? ''}${remedy}`;
    case 'failed':
      return `Their next change could not be sent. ${message ?? ''}${remedy}`;
    case 'not_selected':
      return 'They are in no segment that is sent here, and never were: nothing of theirs is sent.';
    case 'unknown':
      return 'Nobody with exactly this profile id is known. Check the spelling; they may never have arrived, or were erased.';
    case 'not_activated':
      return 'This destination sends nothing yet: activate segments first.';
  }
}
