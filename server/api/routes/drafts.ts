import { newId } from '../../kit/ids.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { presentDraft } from '../present.ts';
import { notFound } from '../refusals.ts';

/** Drafts are seen by who began them and by nobody else: another owner's draft is not there. */
export function draftRoutes({ store, clock }: Pick<ApiDependencies, 'store' | 'clock'>): Pick<Handlers, 'createDraft' | 'getDraft' | 'putDraft' | 'deleteDraft'> {
  async function read(id: string, owner: string) {
    const row = await store.getDraft(id, owner);
    if (row === null) throw notFound('draft');
    return presentDraft(row);
  }

  return {
    async createDraft({ body, caller }) {
      const now = clock.now();
      const row = { id: newId('drf'), owner: caller.owner, contentJson: JSON.stringify(body), createdAt: now, updatedAt: now };
      await store.insertDraft(row);
      return presentDraft(row);
    },

    async getDraft({ params, caller }) {
      return read(params.id, caller.owner);
    },

    async putDraft({ params, body, caller }) {
      if (!(await store.updateDraft(params.id, caller.owner, JSON.stringify(body), clock.now()))) throw notFound('draft');
      return read(params.id, caller.owner);
    },

    async deleteDraft({ params, caller }) {
      if (!(await store.deleteDraft(params.id, caller.owner))) throw notFound('draft');
    },
  };
}
