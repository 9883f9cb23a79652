/** Something that is used up: cores of a machine, a shard, a lock. */
export interface Use {
  readonly resource: number;
  /** Of the resource, per change. */
  readonly amount: number;
}

export interface Job {
  /** Changes that wait for it. */
  readonly wish: number;
  /** How fast it gets on beside others; twice the weight, twice the changes. */
  readonly weight: number;
  readonly uses: readonly Use[];
}

/** What counts as nothing beside the numbers here. */
const tiny = 1e-9;

/**
 * PURE. How many changes each job gets through, where `free` is what there is of each resource: all of them get on by
 * their weights, and each stops when it is through or when something it needs is used up (weighted max-min fairness).
 */
export function shareOut(jobs: readonly Job[], free: readonly number[]): number[] {
  const left = [...free];
  const done = jobs.map(() => 0);
  let active = jobs.flatMap(({ wish, weight }, index) => (wish > tiny && weight > 0 ? [index] : []));
  while (active.length > 0) {
    const pull = left.map(() => 0);
    let time = Number.POSITIVE_INFINITY;
    for (const index of active) {
      const { wish, weight, uses } = jobs[index] as Job;
      time = Math.min(time, (wish - (done[index] as number)) / weight);
      for (const { resource, amount } of uses) pull[resource] = (pull[resource] as number) + amount * weight;
    }
    pull.forEach((each, resource) => {
      if (each > 0) time = Math.min(time, Math.max(0, left[resource] as number) / each);
    });
    for (const index of active) done[index] = (done[index] as number) + (jobs[index] as Job).weight * time;
    pull.forEach((each, resource) => (left[resource] = (left[resource] as number) - each * time));
    const isSpent = left.map((each, resource) => (pull[resource] as number) > 0 && each <= tiny * (free[resource] as number));
    active = active.filter((index) => {
      const { wish, uses } = jobs[index] as Job;
      return wish - (done[index] as number) > tiny * wish && uses.every(({ resource, amount }) => amount === 0 || !isSpent[resource]);
    });
  }
  return done;
}
