import { useEffect, useState } from 'react';
import { matchingSuggestions, type Suggestion } from './suggestions.ts';

export interface Suggestions {
  readonly isOpen: boolean;
  readonly matches: readonly Suggestion[];
  /** Index in `matches` of the one the arrow keys stand on; -1 for none. */
  readonly active: number;
  readonly open: () => void;
  readonly close: () => void;
  readonly choose: (suggestion: Suggestion) => void;
  /** Handles a key; true when the key was for the list. */
  readonly press: (key: string) => boolean;
}

/** The list beneath a text field: opens with typing or an arrow key, and closes by itself once nothing, or exactly what is typed, would be left to pick. */
export function useSuggestions(suggestions: readonly Suggestion[], typed: string, fill: (value: string) => void): Suggestions {
  const [isWanted, setWanted] = useState(false);
  const [active, setActive] = useState(-1);
  const matches = matchingSuggestions(suggestions, typed);
  const isOpen = isWanted && matches.length > 0;
  useEffect(() => setActive(-1), [typed]);

  const close = (): void => {
    setWanted(false);
    setActive(-1);
  };
  const choose = (suggestion: Suggestion): void => {
    fill(suggestion.value);
    close();
  };
  return {
    isOpen,
    matches,
    active,
    open: () => setWanted(true),
    close,
    choose,
    press: (key) => {
      if (key === 'ArrowDown' || key === 'ArrowUp') {
        if (matches.length === 0) return false;
        setWanted(true);
        const step = key === 'ArrowDown' ? 1 : -1;
        setActive(active === -1 && step === -1 ? matches.length - 1 : (active + step + matches.length) % matches.length);
        return true;
      }
      if (!isOpen) return false;
      if (key === 'Escape') {
        close();
        return true;
      }
      const chosen = key === 'Enter' ? matches[active] : undefined;
      if (chosen !== undefined) choose(chosen);
      return chosen !== undefined;
    },
  };
}
