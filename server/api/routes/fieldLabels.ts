import type { FieldLabels } from '../../../shared/labels.ts';
import { isoTime } from '../../kit/clock.ts';
import type { FieldLabelsRow } from '../../store/policyStore.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { governedChange } from '../governedChange.ts';
import { versionStale } from '../refusals.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock' | 'liveEvents'>;

function present({ kind, name, labels, updatedAt, version }: FieldLabelsRow): FieldLabels {
  const stored = { labels: [...labels], updatedAt: isoTime(updatedAt), version };
  return kind === 'attribute' ? { kind, path: name, ...stored } : { kind, namespace: name, ...stored };
}

export function fieldLabelRoutes(dependencies: Dependencies): Pick<Handlers, 'listFieldLabels' | 'putFieldLabels'> {
  const { store, clock } = dependencies;
  return {
    async listFieldLabels() {
      return { items: (await store.listFieldLabels()).map(present) };
    },

    async putFieldLabels({ body, expectedVersion }) {
      const { kind, labels } = body;
      const name = body.kind === 'attribute' ? body.path : body.namespace;
      const at = clock.now();
      const { result: version, breaches } = await governedChange(dependencies, async () => {
        const written = await store.putFieldLabels({ kind, name, labels, at, expectedVersion });
        if (!written.ok) throw versionStale();
        return written.version;
      });
      return { ...present({ kind, name, labels, updatedAt: at, version }), breaches };
    },
  };
}
