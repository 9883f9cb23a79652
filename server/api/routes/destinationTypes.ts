import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';

export function destinationTypeRoutes({ registry }: Pick<ApiDependencies, 'registry'>): Pick<Handlers, 'listDestinationTypes'> {
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
  };
}
