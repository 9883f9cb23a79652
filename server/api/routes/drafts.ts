import type { DraftContent } from '../../../shared/draft.ts';
import { readField } from '../../../shared/fieldSpec.ts';
import type { Issue } from '../../../shared/problem.ts';
import { newId } from '../../kit/ids.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { presentDraft } from '../present.ts';
import { notFound } from '../refusals.ts';

const credentialFields = ['accessKeyId', 'roleArn'] as const;

/**
 * A draft lies in the store as it is: a credential that its field refuses may be a secret in the wrong field, and is not
 * taken. Pages leave it out.
 */
export function draftIssues(registry: ApiDependencies['registry'], body: unknown): readonly Issue[] {
  const content = (typeof body === 'object' && body !== null ? body : {}) as Partial<Record<keyof DraftContent, unknown>>;
  const methods = registry.get(String(content.type))?.accountMethods ?? [];
  return credentialFields.flatMap((name): Issue[] => {
    const typed = content[name];
    if (typeof typed !== 'string' || typed === '') return [];
    const readings = methods.flatMap(({ fields }) => fields.filter((field) => field.name === name && field.kind !== 'secret').map((field) => readField(field, typed)));
    if (readings.some(({ ok }) => ok)) return [];
    const refused = readings.find((reading) => !reading.ok);
    return [
      {
        path: name,
        code: 'request_invalid',
        message: `A draft keeps this only where it is certainly no secret. ${refused?.message ?? 'This kind of destination has no such field.'}`,
      },
    ];
  });
}

/** Whoever has the address of a draft can go on with it: one connects the account, another picks the segments. Its id cannot be guessed, and no list names it. */
export function draftRoutes({ store, clock }: Pick<ApiDependencies, 'store' | 'clock'>): Pick<Handlers, 'createDraft' | 'getDraft' | 'putDraft' | 'deleteDraft'> {
  async function read(id: string) {
    const row = await store.getDraft(id);
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

    async getDraft({ params }) {
      return read(params.id);
    },

    async putDraft({ params, body }) {
      if (!(await store.updateDraft(params.id, JSON.stringify(body), clock.now()))) throw notFound('draft');
      return read(params.id);
    },

    async deleteDraft({ params }) {
      if (!(await store.deleteDraft(params.id))) throw notFound('draft');
    },
  };
}
