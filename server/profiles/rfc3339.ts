const pattern = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/;
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

export interface ReadTime {
  /** Epoch milliseconds. */
  readonly epoch: number;
  /** The same moment in UTC with a `Z`; three decimals when the text had a fraction, none when it had none. */
  readonly text: string;
}

/**
 * PURE. Reads an RFC 3339 time, with `+0000` beside `+00:00`. A leap second (`:60`) becomes `:59`, and anything finer
 * than a millisecond is cut off. Null for everything else: no zone, a day the month does not have, a year before 1.
 */
export function readTime(text: string): ReadTime | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHours = '0', offsetMinutes = '0'] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string?,
    string?,
    string?,
    string?,
  ];
  if (!isDay(Number(year), Number(month), Number(day))) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return null;
  const seconds = second === '60' ? '59' : second;
  const millis = fraction === undefined ? '' : `.${fraction.slice(1, 4).padEnd(3, '0')}`;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${seconds}${millis}Z`;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -60_000 : 60_000);
  if (offset === 0) return { epoch: Date.parse(local), text: local };
  const epoch = Date.parse(local) - offset;
  const utc = new Date(epoch).toISOString();
  // Years beyond four digits, and the year 0 that an offset can lead to, are no RFC 3339.
  if (utc.length !== 24 || utc.startsWith('0000')) return null;
  return { epoch, text: fraction === undefined ? `${utc.slice(0, 19)}Z` : utc };
}

function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > (daysOfMonth[month - 1] as number)) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month !== 2 || day < 29 || leap;
}
