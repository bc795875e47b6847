import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { until } from '../until.fixture.ts';

// What holds for every page, whatever it shows.

/** What axe finds, of any impact: with the best practices, and what it leaves off by default but WCAG 2.2 asks for. */
export async function findBarriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .options({ rules: { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } } })
    .analyze();
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map((node) => `${id} (${impact ?? 'no impact'}) ${help}: ${node.html.slice(0, 300)} ${node.failureSummary ?? ''}`),
  );
}

/** What makes a page wider than the screen or is cut off at its right edge. */
export async function findOverflow(page: Page): Promise<string[]> {
  const { width, overflowing } = await page.evaluate<{ width: number; overflowing: string[] }>(OVERFLOWING);
  const screen = page.viewportSize()?.width ?? 0;
  return [...(width > screen ? [`scrolls sideways: ${width} px on ${screen}`] : []), ...overflowing.map((element) => `over the edge: ${element}`)];
}

/** What a thumb is to hit and is less than 44 px high or wide (links within a sentence excepted: WCAG 2.2, 2.5.5). */
export async function findSmallTargets(page: Page): Promise<string[]> {
  return (await page.evaluate<string[]>(TOO_SMALL)).map((element) => `small: ${element}`);
}

/** Waits until nothing is being loaded: no skeletons, and fonts are there. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('.mantine-Skeleton-root[data-visible]').first().waitFor({ state: 'detached' });
  await until('nothing moves', () => page.evaluate<boolean>(STEADY));
}

// Texts for the browser: this project's compiler knows no documents.
const STEADY = `document.fonts.status === 'loaded' && document.getAnimations().every((each) => each.playState !== 'running')`;

const OVERFLOWING = `(() => {
  const limit = document.documentElement.clientWidth;
  const scrolls = (element) => element !== null && element !== document.body &&
    (['auto', 'scroll'].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const overflowing = [...document.body.querySelectorAll('*')]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.visually-hidden, svg'))
    .filter((element) => { const { right, width, height } = element.getBoundingClientRect(); return width > 1 && height > 1 && right > limit + 1; })
    .filter((element) => !scrolls(element.parentElement))
    .map((element) => element.outerHTML.slice(0, 200));
  return { width: document.documentElement.scrollWidth, overflowing };
})()`;

const TOO_SMALL = `(() => [...document.querySelectorAll('a[href], button, input, select, textarea, [role=button], [role=option], [role=menuitem], [role=tab]')]
  .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.disabled)
  .filter((element) => !element.closest('p, .visually-hidden, [aria-hidden=true]') && getComputedStyle(element).display !== 'inline')
  .map((element) => ({ element, box: (element.matches('input[type=checkbox], input[type=radio]') ? element.closest('label, div') ?? element : element).getBoundingClientRect() }))
  .filter(({ box }) => box.width > 1 && box.height > 1 && box.bottom > 0 && (box.width < 43.5 || box.height < 43.5))
  .map(({ element, box }) => Math.round(box.width) + '×' + Math.round(box.height) + ' ' + element.outerHTML.slice(0, 160)))()`;
