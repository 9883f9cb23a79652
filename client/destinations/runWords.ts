import type { Run } from '../../shared/delivery.ts';
import { formatClock, formatHour } from '../ui/format.ts';

export const runKindTexts: Readonly<Record<Run['kind'], string>> = {
  streaming: 'Live changes',
  backfill: 'Everyone in the segments',
  exits: 'Exits from removed segments',
  replay: 'Replay of dead letters',
  discard: 'Discard of dead letters',
};

export const runStateTexts: Readonly<Record<Run['state'], string>> = {
  running: 'Running',
  paused: 'Paused',
  waiting_for_capacity: 'Waiting for the stream',
  completed: 'Completed',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

/** What cancelling asks and says, by what is cancelled. Live changes have no end and cannot be. */
export const cancelTexts: Readonly<Record<Exclude<Run['kind'], 'streaming'>, { title: string; text: string }>> = {
  backfill: {
    title: 'Stop sending everyone?',
    text: 'What was sent stays sent. People who were not reached yet are sent when they change, or when you send everyone once more. Live changes go on.',
  },
  exits: {
    title: 'Stop sending exits?',
    text: 'What was sent stays sent. For people who were not reached yet, the stream never learns that they left the removed segments. Live changes go on.',
  },
  replay: {
    title: 'Stop the replay?',
    text: 'What was sent stays sent. Dead letters that were not reached yet stay open, to be replayed or discarded another time. Live changes go on.',
  },
  discard: { title: 'Stop discarding?', text: 'What was discarded stays discarded. Dead letters that were not reached yet stay open.' },
};

/** Runs of one line go one after another: backfills with exits, and replays with discards. */
const lineOf = ({ kind }: Pick<Run, 'kind'>): 'everyone' | 'letters' | null => (kind === 'backfill' || kind === 'exits' ? 'everyone' : kind === 'streaming' ? null : 'letters');

/** Whether a run waits for an older one of its line that is not paused by a person. `runs`: newest first. */
export function isQueued(run: Run, runs: readonly Run[]): boolean {
  const line = lineOf(run);
  if (line === null || run.endedAt !== null) return false;
  return runs.slice(runs.findIndex(({ id }) => id === run.id) + 1).some((older) => older.endedAt === null && lineOf(older) === line && older.pausedBy !== 'person');
}

const hourMs = 3_600_000;

/** The hour that a run of live changes counts, begun at `startedAt`: "this hour, 14:00–15:00", "Nov 20, 14:00–15:00". Epoch milliseconds. */
export function hourText(startedAt: number, now: number): string {
  const end = startedAt + hourMs;
  return now < end ? `this hour, ${formatClock(startedAt)}–${formatClock(end)}` : `${formatHour(startedAt)}–${formatClock(end)}`;
}

/** Who did something; a token of the API has no name. */
export const personText = (author: string): string => (author.startsWith('role:') ? 'an access token' : author);
