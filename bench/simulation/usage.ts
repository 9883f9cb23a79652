import { shareOut, type Job } from './share.ts';

/** How much there is of each resource in a step, who gets it, and how much of it was used in all. */
export class Usage {
  readonly #resources: readonly { readonly name: string; readonly capacity: number }[];
  readonly #stepSeconds: number;
  readonly #used: number[];
  #free: number[] = [];
  #steps = 0;

  constructor(resources: readonly { readonly name: string; readonly capacity: number }[], stepSeconds: number) {
    this.#resources = resources;
    this.#stepSeconds = stepSeconds;
    this.#used = resources.map(() => 0);
  }

  /** A new step: everything is there again. */
  begin(): void {
    this.#free = this.#resources.map(({ capacity }) => capacity * this.#stepSeconds);
    this.#steps += 1;
  }

  /** Takes from what is free, as far as there is any. */
  take(resource: number, amount: number): void {
    const taken = Math.min(amount, this.#free[resource] as number);
    this.#free[resource] = (this.#free[resource] as number) - taken;
    this.#used[resource] = (this.#used[resource] as number) + taken;
  }

  /** Lets jobs get on as far as what is free goes; how far each got. */
  share(jobs: readonly Job[]): number[] {
    const done = shareOut(jobs, this.#free);
    jobs.forEach(({ uses }, index) => {
      for (const { resource, amount } of uses) this.take(resource, amount * (done[index] as number));
    });
    return done;
  }

  /** Part of each resource that was used, the fullest first. */
  busy(): { name: string; part: number }[] {
    return this.#resources
      .map(({ name, capacity }, index) => ({ name, part: (this.#used[index] as number) / (capacity * this.#stepSeconds * this.#steps) }))
      .toSorted((a, b) => b.part - a.part);
  }
}
