export interface Suggestion {
  /** What is filled in. */
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

/** Suggestions whose value, label or detail hold every word typed; all of them while what is typed is one of the values, so that the others can be seen. */
export function matchingSuggestions(suggestions: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '' || suggestions.some((suggestion) => suggestion.value === typed)) return suggestions;
  const words = wanted.split(/\s+/);
  return suggestions.filter((suggestion) => {
    const text = `${suggestion.value} ${suggestion.label} ${suggestion.detail ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
