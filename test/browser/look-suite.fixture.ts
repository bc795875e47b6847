import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openBrowser, PHONE, type Setup } from './browser.fixture.ts';
import { startDemo, type Demo } from './demo.fixture.ts';
import { findBarriers, findOverflow, findSmallTargets, settled } from './look.fixture.ts';
import { SCENES, WORDS, type Scene } from './scenes.fixture.ts';

/** How a page is read. */
export type Look = Required<Pick<Setup, 'language' | 'colours' | 'size'>>;

/** Looks at everything that there is to see, in each of these ways. */
export function lookAtEverything(looks: readonly Look[]): void {
  describe('every page and dialog', { timeout: 600_000 }, () => {
    let demo: Demo;
    before(async () => {
      demo = await startDemo();
    });
    after(() => demo.machine.remove());

    for (const look of looks) {
      const onPhone = look.size === PHONE;
      for (const who of ['nobody', 'applicant', 'agent'] as const) {
        const where = `${look.language}, ${look.colours}, ${onPhone ? 'phone' : 'desktop'}`;
        test(`is without a fault for axe${onPhone ? ' and fits a phone' : ''}: ${who}, ${where}`, async (t) => {
          const token = { nobody: null, applicant: demo.ines.token, agent: demo.ana.token }[who];
          const { page, expectTrouble } = await openBrowser(t, { url: demo.url, token, email: who, ...look });
          // The page asks for a property that nobody described.
          expectTrouble(/status of 404 .*\/properties\//);
          const faults: string[] = [];
          for (const scene of SCENES.filter((each) => each.who === who)) {
            faults.push(...(await lookAt(page, demo, scene, look)).map((fault) => `${scene.name}: ${fault}`));
          }
          assert.deepEqual(faults, []);
        });
      }
    }
  });
}

async function lookAt(page: Page, demo: Demo, scene: Scene, { language, size }: Look): Promise<string[]> {
  await page.goto(scene.path(demo));
  await settled(page);
  await scene.enter?.(page, WORDS[language]);
  await settled(page);
  const barriers = await findBarriers(page);
  return size === PHONE ? [...barriers, ...(await findOverflow(page)), ...(await findSmallTargets(page))] : barriers;
}
