import type { ServerProcess } from '../test/serverProcess.ts';

const linesPerRequest = 1_000;
const requestsUnderWay = 4;

/** Posts so many lines as NDJSON, as fast as the server takes them. */
export async function postProfiles(server: ServerProcess, count: number, lineOf: (number: number) => string): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const from = next;
      next = Math.min(count, next + linesPerRequest);
      const lines = Array.from({ length: next - from }, (_, index) => lineOf(from + index)).join('\n');
      const response = await server.send('POST', '/api/profiles', lines, 'application/x-ndjson');
      if (response.status === 429) next = from;
      else if (response.status !== 200) throw new Error(await response.text());
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: requestsUnderWay }, lane));
}
