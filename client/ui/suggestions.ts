export interface Suggestion {
  /** What is filled in. */
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

/** Suggestions whose value, label or detail hold every word typed. None once exactly one of the values is typed: there is nothing left to pick. */
export function matchingSuggestions(suggestions: readonly Suggestion[], typed: string): readonly Suggestion[] {
  if (suggestions.some((suggestion) => suggestion.value === typed)) return [];
  const words = typed.trim().toLowerCase().split(/\s+/);
  return suggestions.filter((suggestion) => {
    const text = `${suggestion.value} ${suggestion.label} ${suggestion.detail ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
