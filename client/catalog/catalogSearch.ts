import type { DestinationType } from '../../shared/destination.ts';

/** Categories in use, in alphabetical order. */
export const categoriesOf = (types: readonly DestinationType[]): string[] => [...new Set(types.map((type) => type.category))].sort();

/** Types whose label, description or category hold every word typed, of one category or of all. */
export function searchCatalog(types: readonly DestinationType[], typed: string, category: string | null): DestinationType[] {
  const words = typed.trim().toLowerCase().split(/\s+/);
  return types.filter((type) => {
    const text = `${type.label} ${type.description} ${type.category}`.toLowerCase();
    return (category === null || type.category === category) && words.every((word) => text.includes(word));
  });
}
