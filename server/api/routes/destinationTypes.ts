import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { notFound } from '../refusals.ts';
import { refuseIssues } from '../validate.ts';

export function destinationTypeRoutes({ registry }: Pick<ApiDependencies, 'registry'>): Pick<Handlers, 'listDestinationTypes' | 'describeAccess'> {
  return {
    async listDestinationTypes() {
      const items = registry.all().map(({ type, label, description, category, docsUrl, accountMethods, destinationFields }) => ({
        type,
        label,
        description,
        category,
        docsUrl,
        accountFields: accountMethods,
        destinationFields: [...destinationFields],
      }));
      return { items };
    },

    async describeAccess({ params, body }) {
      const definition = registry.get(params.type);
      if (definition === undefined) throw notFound('destination type');
      const texts = definition.accessTexts?.(body) ?? { ok: true as const, value: { grants: [], permissions: [], trust: null, missing: [] } };
      if (!texts.ok) throw refuseIssues(texts.issues);
      return texts.value;
    },
  };
}
