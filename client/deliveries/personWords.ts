import { errorCodes } from '../../shared/errorCodes.ts';
import type { PersonNow } from '../../shared/personNow.ts';

/** What would become of a change of a person now, and what to do where it would not be sent. */
export function personSentence({ outcome, code, message, segments }: PersonNow): string {
  const remedy = code === null ? '' : ` ${errorCodes[code].remedy}`;
  switch (outcome) {
    case 'record':
      return segments.length === 0
        ? 'They have left every segment that is sent here; a change of theirs is still sent.'
        : `A change of theirs is sent now: they are in ${segments.map(({ name }) => name).join(', ')}.`;
    case 'excluded':
      return `A change of theirs would be left out now. ${message ?? ''}${remedy}`;
    case 'failed':
      return `A change of theirs could not be sent now. ${message ?? ''}${remedy}`;
    case 'not_selected':
      return 'They are in no segment that is sent here, and never were: nothing of theirs is sent.';
    case 'unknown':
      return 'Nobody with exactly this profile id is known. Check the spelling; they may never have arrived, or were erased.';
    case 'not_activated':
      return 'This destination sends nothing yet: activate segments first.';
  }
}
