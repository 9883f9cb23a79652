import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DestinationDefinition } from './definition.ts';

export interface DestinationRegistry {
  /** Undefined: there is no such type. */
  get(type: string): DestinationDefinition | undefined;
  /** By label, as the catalog shows them. */
  all(): readonly DestinationDefinition[];
}

/**
 * Every folder beside this file with an `index.ts` is a destination type: its default export is the definition. A new
 * type is a new folder and nothing else. Rejects when a folder holds no definition or two declare the same type:
 * both are mistakes of the installation, and the start is the moment to learn of them.
 */
export async function loadDestinationTypes(folder: string = import.meta.dirname): Promise<DestinationRegistry> {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map((item) => path.join(folder, item.name, 'index.ts'))
    .filter((file) => existsSync(file));
  const types = new Map<string, DestinationDefinition>();
  for (const file of files) {
    const { default: definition }: { default?: DestinationDefinition } = await import(pathToFileURL(file).href);
    if (typeof definition?.type !== 'string') throw new Error(`${file} has no destination definition as its default export.`);
    if (types.has(definition.type)) throw new Error(`Two destination folders declare the type "${definition.type}".`);
    types.set(definition.type, definition);
  }
  const sorted = [...types.values()].sort((a, b) => a.label.localeCompare(b.label, 'en'));
  return { get: (type) => types.get(type), all: () => sorted };
}
