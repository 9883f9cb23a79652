import type { ProfileChange } from '../../shared/profile.ts';
import type { ChangeCount, ChangeShape } from '../store/historyStore.ts';

/** Different shapes counted an hour: more are counted as one. And the characters of a shape: of a change of very many fields only the objects they lie in are kept. */
const mostShapes = 300;
const shapeMaxLength = 2_000;
const hourMs = 3_600_000;

export interface ChangeTally {
  /** Counts changes that were accepted: a look-up and an addition each. */
  note(changes: readonly ProfileChange[]): void;
  /** What was noted since it was last taken, for the hour that holds `minute`, epoch milliseconds. */
  take(minute: number): ChangeCount[];
}

/**
 * Counts in memory how often profiles change in which fields, so that it is known how much an activation would send even
 * once the log is trimmed. A crash loses what was not taken: a minute of an estimate.
 */
export function createChangeTally(): ChangeTally {
  let counts = new Map<string, { readonly shape: ChangeShape; changes: number }>();
  /** What counts by itself in this hour. */
  let known = new Set<string>();
  let hour = 0;
  let others = 0;

  function noteOne(change: ProfileChange): void {
    const whole = keyOf(change);
    const isLong = whole.length > shapeMaxLength;
    const { segments, identities, attributes } = isLong ? { ...change, attributes: topNames(change.attributes) } : change;
    const key = isLong ? keyOf({ segments, identities, attributes }) : whole;
    const counted = counts.get(key);
    if (counted !== undefined) counted.changes += 1;
    else if (key.length <= shapeMaxLength && (known.has(key) || known.size < mostShapes)) {
      known.add(key);
      counts.set(key, { shape: { crossed: segments.length > 0, identities: identities.toSorted(), attributes: attributes.toSorted() }, changes: 1 });
    } else others += 1;
  }

  return {
    note: (changes) => changes.forEach(noteOne),
    take(minute) {
      const taken: ChangeCount[] = [...counts.values()];
      if (others > 0) taken.push({ shape: null, changes: others });
      counts = new Map();
      others = 0;
      if (minute - (minute % hourMs) !== hour) {
        hour = minute - (minute % hourMs);
        known = new Set();
      }
      return taken;
    },
  };
}

const keyOf = ({ segments, identities, attributes }: ProfileChange): string => `${segments.length > 0}\n${identities.join('\n')}\n\n${attributes.join('\n')}`;

/** What is in one of these may have changed: an estimate may count a change too many, and none is lost to those that are not told apart. */
const topNames = (paths: readonly string[]): string[] => [...new Set(paths.map((path) => path.split('.', 1)[0] ?? path))];
