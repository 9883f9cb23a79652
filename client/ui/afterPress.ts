import { after } from '../shell/clock.ts';

let isPressed = false;
let waiting: (() => void)[] = [];

function released(): void {
  isPressed = false;
  const due = waiting;
  waiting = [];
  // The click that belongs to the press comes right after its end.
  if (due.length > 0) after(0, () => due.forEach((work) => work()));
}

document.addEventListener('pointerdown', () => (isPressed = true), true);
document.addEventListener('pointerup', released, true);
document.addEventListener('pointercancel', released, true);

/**
 * Runs `work` now, or after the click when a mouse button or finger is down. Leaving a field by pressing a button would
 * otherwise show the field's message, move the button away under the pointer, and lose the click.
 */
export function afterPress(work: () => void): void {
  if (isPressed) waiting.push(work);
  else work();
}
