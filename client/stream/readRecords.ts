import { demoRecordsSchema, type DemoRecords } from '../../shared/demo.ts';

/** Reads the newest records of the demo's stream. This address is there in demo mode only, so it is no route of the API. */
export async function readRecords(signal: AbortSignal): Promise<DemoRecords> {
  const response = await fetch('/api/demo/records', { signal, credentials: 'same-origin', headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`The stream cannot be read (${response.status}).`);
  return demoRecordsSchema.parse(await response.json());
}
