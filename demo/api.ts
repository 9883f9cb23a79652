import type { IngestResult } from '../shared/profile.ts';
import type { Clock } from '../server/kit/clock.ts';

/** Calls the server the way any upstream system does: over HTTP with a token. */
export class DemoApi {
  readonly #base: string;
  readonly #token: string;
  readonly #clock: Clock;

  constructor(base: string, token: string, clock: Clock) {
    this.#base = base;
    this.#token = token;
    this.#clock = clock;
  }

  async putSegment(segment: { id: string; name: string; description: string }): Promise<void> {
    const { id, ...body } = segment;
    await this.#call('PUT', `/api/segments/${encodeURIComponent(id)}`, 'application/json', JSON.stringify(body));
  }

  /** `lines`: one profile a line. Throws when any was not accepted: the samples are valid, so that would be a defect. */
  async postProfiles(lines: string): Promise<IngestResult> {
    const result = (await this.#call('POST', '/api/profiles', 'application/x-ndjson', lines)) as IngestResult;
    const [rejected] = result.rejected;
    if (rejected !== undefined) throw new Error(`A profile was not accepted: ${rejected.path}: ${rejected.message}`);
    return result;
  }

  async #call(method: string, path: string, contentType: string, body: string): Promise<unknown> {
    for (;;) {
      const answer = await fetch(`${this.#base}${path}`, { method, body, headers: { authorization: `Bearer ${this.#token}`, 'content-type': contentType } });
      if (answer.ok) return answer.json();
      const problem = await answer.text();
      if (answer.status !== 429) throw new Error(`${method} ${path} answered ${answer.status}: ${problem.slice(0, 500)}`);
      await this.#clock.sleep(Number(answer.headers.get('retry-after') ?? 1) * 1_000);
    }
  }
}
