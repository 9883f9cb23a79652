import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { problemIn } from '../api.ts';
import type { DraftHandle } from './useDraft.ts';

/** Goes to an address once the draft is saved; stays and says why when it cannot be. */
export function useLeave(draft: DraftHandle): { readonly isLeaving: boolean; readonly leave: (to: (draftId: string | null) => string, said?: string) => Promise<void> } {
  const navigate = useNavigate();
  const [isLeaving, setLeaving] = useState(false);
  return {
    isLeaving,
    leave: async (to, said) => {
      setLeaving(true);
      try {
        const id = await draft.flush();
        if (said !== undefined) ToastQueue.positive(said, { timeout: 5_000 });
        await navigate(to(id));
      } catch (thrown) {
        ToastQueue.negative(`The draft could not be saved. ${problemIn(thrown).remedy}`);
      } finally {
        setLeaving(false);
      }
    },
  };
}
