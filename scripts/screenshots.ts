import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../test/browser/chromium.fixture.ts';
import { startDemo, type Demo } from '../test/browser/demo.fixture.ts';
import { SCENES, WORDS, type Scene } from '../test/browser/scenes.fixture.ts';
import { settled } from '../test/browser/look.fixture.ts';

// Draws every page and dialog, in both languages and colours, on a phone and on a desktop, into web/screenshots (git ignores it).
// With --docs, the few that the README shows are copied to docs/images.

const PROJECT = join(import.meta.dirname, '..');
const TARGET = join(PROJECT, 'web', 'screenshots');
const IN_DOCS = join(PROJECT, 'docs', 'images');
const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } } as const;
const LOCALES = { en: 'en-GB', 'pt-PT': 'pt-PT' } as const;
const SHOWN_IN_DOCS = [
  'calendar-desktop-light-en',
  'slot-dialog-desktop-dark-en',
  'property-phone-light-en',
  'book-dialog-phone-light-pt-PT',
  'visits-phone-dark-en',
];

interface Way {
  readonly size: keyof typeof SIZES;
  readonly colours: 'light' | 'dark';
  readonly language: keyof typeof WORDS;
}

function everyWay(): Way[] {
  const sizes = ['phone', 'desktop'] as const;
  const languages = ['en', 'pt-PT'] as const;
  return sizes.flatMap((size) => (['light', 'dark'] as const).flatMap((colours) => languages.map((language) => ({ size, colours, language }))));
}

async function draw(page: Page, demo: Demo, scene: Scene, { size, colours, language }: Way): Promise<void> {
  await page.goto(scene.path(demo));
  await settled(page);
  await scene.enter?.(page, WORDS[language]);
  await settled(page);
  // A dialog stands in the middle of what is seen; a page is drawn to its end, as on a screen that is long enough.
  if (scene.enter === undefined) {
    const height = await page.evaluate<number>('document.documentElement.scrollHeight');
    await page.setViewportSize({ width: SIZES[size].width, height });
  }
  await page.screenshot({ path: join(TARGET, `${scene.name}-${size}-${colours}-${language}.png`) });
  await page.setViewportSize(SIZES[size]);
}

async function drawAll(browser: Browser, demo: Demo, way: Way): Promise<void> {
  for (const [who, api] of Object.entries({ nobody: null, applicant: demo.ines, agent: demo.ana })) {
    const signedIn = JSON.stringify({ token: api?.token, email: who });
    const context = await browser.newContext({
      baseURL: demo.url,
      viewport: SIZES[way.size],
      isMobile: way.size === 'phone',
      hasTouch: way.size === 'phone',
      locale: LOCALES[way.language],
      colorScheme: way.colours,
      timezoneId: 'Europe/Lisbon',
      reducedMotion: 'reduce',
      storageState: { cookies: [], origins: api === null ? [] : [{ origin: demo.url, localStorage: [{ name: 'visita.demo-session', value: signedIn }] }] },
    });
    const page = await context.newPage();
    for (const scene of SCENES.filter((each) => each.who === who)) {
      await draw(page, demo, scene, way);
    }
    await context.close();
  }
}

async function main(): Promise<void> {
  await import('./build-web.ts');
  await rm(TARGET, { recursive: true, force: true });
  await mkdir(TARGET, { recursive: true });
  const demo = await startDemo();
  const browser = await launchChromium();
  try {
    for (const way of everyWay()) {
      await drawAll(browser, demo, way);
      process.stdout.write(`${way.size}, ${way.colours}, ${way.language}\n`);
    }
  } finally {
    await browser.close();
    await demo.machine.remove();
  }
  if (process.argv.includes('--docs')) {
    await mkdir(IN_DOCS, { recursive: true });
    await Promise.all(SHOWN_IN_DOCS.map((name) => copyFile(join(TARGET, `${name}.png`), join(IN_DOCS, `${name}.png`))));
  }
}

await main();
