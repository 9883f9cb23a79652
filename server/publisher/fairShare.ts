/** What another sender needs of what is shared: a part of the whole, `Infinity` where it would take all of it. `weight`: how much of the work is its own. */
export interface Need {
  readonly weight: number;
  readonly need: number;
}

/** What one sender knows of a partition. Parts are of its limit, 0 to 1. */
export interface ShareView {
  /** What it is allotted now; 0: it begins. */
  readonly allotted: number;
  /** It would send more than it may, and the others have heard so. */
  readonly wantsMore: boolean;
  readonly weight: number;
  /** Its part if everybody wanted all. */
  readonly part: number;
  readonly others: readonly Need[];
  /** What the others send now. */
  readonly usedByOthers: number;
}

/** Who begins where everything is in use begins with this much of its part: so others learn of it, and give way. */
const foot = 0.1;

/**
 * PURE. What a sender may take of a partition from now on. Its fair share only where it needs that, so that several who
 * rested and begin at once take no more than there is; until then its part at most, and of that at first what nobody
 * uses. What it has it keeps as far as that is fair.
 */
export function nextAllotment({ allotted, wantsMore, weight, part, others, usedByOthers }: ShareView): number {
  const fair = fairShare(weight, others);
  return wantsMore ? fair : Math.min(fair, part, Math.max(allotted, 1 - usedByOthers, foot * part));
}

/** PURE. Max-min fairness: who needs less than its share leaves the rest to the others, by their weights. What there is for one that would take all of it, 0 to 1. */
export function fairShare(weight: number, others: readonly Need[]): number {
  let rest = 1;
  let weights = others.reduce((sum, other) => sum + other.weight, weight);
  for (const other of others.filter((one) => one.weight > 0).toSorted((a, b) => a.need / a.weight - b.need / b.weight)) {
    if (other.need >= (rest * other.weight) / weights) break;
    rest -= other.need;
    weights -= other.weight;
  }
  return weight === 0 ? 0 : (rest * weight) / weights;
}
