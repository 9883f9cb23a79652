import type { SaveState } from './draftSaver.ts';

const words: Record<SaveState, string> = {
  untouched: '',
  saving: ' · Saving the draft…',
  saved: ' · Draft saved',
  failed: ' · The draft could not be saved; your next change tries again',
};

/** Says, politely, whether what was filled in is on the server. */
export function DraftStatus({ label, state }: { label: string; state: SaveState }) {
  return (
    <span>
      New destination: {label}
      <span role="status">{words[state]}</span>
    </span>
  );
}
