import { parseDate, type CalendarDate } from '@internationalized/date';
import { DateRangePicker } from '@react-spectrum/s2/DateRangePicker';
import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { SpanChoice } from './useSpan.ts';

const colors = style({ '--chosen': { type: 'backgroundColor', value: 'accent' } });
/** The part that is being typed is white on a blue of the library that is too light for that. */
const readable = css('& [role=spinbutton]:focus { background-color: var(--chosen); }');

/** A day of the calendar, "2026-11-20"; null where the text is none. */
function dayOf(text: string): CalendarDate | null {
  try {
    return parseDate(text);
  } catch {
    return null;
  }
}

/** The first and the last day of a stretch. In a file of its own, because fields with a calendar are large and few people choose days. */
export default function DaysField({ choice: { days, problem, set } }: { choice: SpanChoice }) {
  const [start, end] = [dayOf(days.from), dayOf(days.to)];
  const chosen = start === null || end === null ? null : { start, end };
  const help = problem === null ? '' : `${problem} Until then, the last 24 hours are shown.`;
  return (
    <DateRangePicker
      label="First and last day"
      // Of its own: what the address says comes a moment later, and would undo what is typed meanwhile.
      defaultValue={chosen}
      onChange={(range) => {
        // Of "2026", "2" is typed first.
        if (range === null || Math.min(range.start.year, range.end.year) > 999) set({ from: range?.start.toString() ?? '', to: range?.end.toString() ?? '' });
      }}
      // Nothing chosen yet is no mistake.
      isInvalid={problem !== null && chosen !== null}
      errorMessage={help}
      description={help}
      UNSAFE_className={`${colors} ${readable}`}
      styles={style({ width: { default: 'full', sm: 320 } })}
    />
  );
}
