import type { Page } from 'playwright-core';

/** What a keyboard does not get to, and what does not show that it has the focus; each by its element and name. */
export interface TabWalk {
  readonly unreached: readonly string[];
  readonly unseen: readonly string[];
}

/** Elements with a place of their own in the order of Tab; of radio buttons one of each group has it, which arrows move. */
const tabbable = 'a[href], button:not([disabled], [role=radio]), input:not([disabled], [type=radio], [type=hidden]), textarea, select, summary, [tabindex="0"]:not([role=radio])';
const most = 300;

/**
 * Presses Tab until it comes back to where it was: the end of the page leads to its beginning. What came onto the page
 * behind the focus meanwhile is reached by a second lap.
 */
export async function walkByTab(page: Page): Promise<TabWalk> {
  const first = await walkOnce(page, '1');
  if (first.unreached.length === 0) return first;
  const { unreached, unseen } = await walkOnce(page, '2');
  return { unreached, unseen: [...new Set([...first.unseen, ...unseen])] };
}

async function walkOnce(page: Page, lap: string): Promise<TabWalk> {
  const unseen: string[] = [];
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press('Tab');
    const met = await page.evaluate(async (current) => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const element = document.activeElement;
      if (element === null || element === document.body) return 'between';
      if (element.getAttribute('data-reached') === current) return 'again';
      element.setAttribute('data-reached', current);
      // What moves into the window when it has the focus may be on its way still.
      await Promise.all(element.getAnimations().map(async (animation) => await animation.finished));
      // The ring may be drawn by what stands around the element, as with a field, or by what lies within, as with a switch.
      const around = [element.parentElement, element.parentElement?.parentElement, element.parentElement?.parentElement?.parentElement].filter(
        (one) => one !== null && one !== undefined,
      );
      const near = [element, ...element.querySelectorAll('*'), ...around, ...(element.closest('label')?.querySelectorAll('*') ?? [])];
      const isRinged = near.some((one) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || (boxShadow !== 'none' && one === element);
      });
      const { top, bottom } = element.getBoundingClientRect();
      return { name: `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent}`, isSeen: isRinged && bottom > 0 && top < innerHeight };
    }, lap);
    if (met === 'again') break;
    if (met !== 'between' && !met.isSeen) unseen.push(met.name);
  }
  const unreached = await page.evaluate(
    (selector) =>
      [...document.querySelectorAll<HTMLElement>(selector)]
        .filter((element) => element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }) && !element.hasAttribute('data-reached'))
        .map((element) => `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent}`),
    tabbable,
  );
  return { unreached, unseen };
}
