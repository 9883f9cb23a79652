import { useSyncExternalStore } from 'react';
import { readRemembered, remember } from './remembered.ts';

export type ColorScheme = 'light' | 'dark';

const key = 'tributary.colorScheme';
const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** What the person chose; else what the system says. */
function current(): ColorScheme {
  const chosen = readRemembered(key);
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return systemIsDark.matches ? 'dark' : 'light';
}

/** Puts the colour scheme on the page. Called once before anything is drawn, and at each change. */
export function applyTheme(): void {
  document.documentElement.dataset['colorScheme'] = current();
}

function changed(): void {
  applyTheme();
  for (const listener of listeners) listener();
}

systemIsDark.addEventListener('change', changed);

export function useColorScheme(): ColorScheme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}

/** Chooses a colour scheme; the choice of the system's own scheme is forgotten, so that the page follows the system again. */
export function chooseColorScheme(scheme: ColorScheme): void {
  remember(key, scheme === (systemIsDark.matches ? 'dark' : 'light') ? null : scheme);
  changed();
}
