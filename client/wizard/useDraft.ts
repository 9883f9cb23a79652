import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Draft, DraftContent } from '../../shared/draft.ts';
import { apiQuery, call } from '../api.ts';
import { after, now } from '../shell/clock.ts';
import { patched, type DraftPatch } from './draftPatch.ts';
import { DraftSaver, type SaveState } from './draftSaver.ts';
import type { Step } from './steps.ts';
import { rememberDraft } from './unfinished.ts';

export interface DraftHandle {
  readonly id: string | null;
  readonly content: Partial<DraftContent>;
  readonly saveState: SaveState;
  /** Changes the draft and saves it soon. */
  readonly update: (patch: DraftPatch) => void;
  /** Saves now; resolves with the draft's id. Rejects when the server refuses. */
  readonly flush: () => Promise<string | null>;
}

/** The draft named in the address (`?draft=`), or a new one that begins with the first change. `query` is null where there is nothing to load. */
export function useDraft(step: Step, type: string | undefined): { readonly draft: DraftHandle; readonly query: { readonly isPending: boolean; readonly error: Error | null } } {
  const [search, setSearch] = useSearchParams();
  const client = useQueryClient();
  const id = search.get('draft');
  const loaded = useQuery({ ...apiQuery('getDraft', { params: { id: id ?? 'none' } }), enabled: id !== null, staleTime: Number.POSITIVE_INFINITY });
  const [saveState, setSaveState] = useState<SaveState>('untouched');
  const [unsaved, setUnsaved] = useState<Partial<DraftContent>>({});
  const content = loaded.data?.content ?? unsaved;
  const newest = useRef(content);
  newest.current = content;

  const setContent = useCallback(
    (draftId: string | null, next: DraftContent): void => {
      newest.current = next;
      if (draftId === null) return setUnsaved(next);
      const time = new Date(now()).toISOString();
      client.setQueryData(apiQuery('getDraft', { params: { id: draftId } }).queryKey, (before: Draft | undefined): Draft => ({
        id: draftId,
        createdAt: before?.createdAt ?? time,
        updatedAt: time,
        content: next,
      }));
    },
    [client],
  );

  const saver = useRef<DraftSaver | null>(null);
  const knownId = useRef(id);
  const isShown = useRef(true);
  saver.current ??= new DraftSaver(
    id,
    {
      create: (body) => call('createDraft', { body }),
      put: (draftId, body) => call('putDraft', { params: { id: draftId }, body }),
      after,
    },
    (state, savedId) => {
      setSaveState(state);
      if (savedId === null || savedId === knownId.current) return;
      knownId.current = savedId;
      setContent(savedId, newest.current as DraftContent);
      if (!isShown.current) return;
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          next.delete('type');
          next.set('draft', savedId);
          return next;
        },
        { replace: true },
      );
    },
  );

  useEffect(() => {
    if (id !== null) rememberDraft({ id, step });
  }, [id, step]);

  // Leaving the step saves what is still waiting; nobody is there to be told when that fails.
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
      void saver.current?.flush().catch(() => undefined);
    };
  }, []);

  const update = (patch: DraftPatch): void => {
    const chosen = newest.current.type ?? type;
    if (chosen === undefined) return;
    const next = patched({ ...newest.current, type: chosen }, patch);
    setContent(knownId.current, next);
    saver.current?.change(next);
  };

  return {
    draft: { id, content, saveState, update, flush: () => saver.current?.flush().then((savedId) => savedId ?? id) ?? Promise.resolve(id) },
    query: { isPending: id !== null && loaded.isPending, error: id === null ? null : loaded.error },
  };
}
