import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { PROJECT } from '../process.fixture.ts';
import { launchChromium } from './chromium.fixture.ts';

const PATIENCE_MS = 30_000;
const FAILURES = join(PROJECT, 'web', 'screenshots', 'failures');

export const PHONE = { width: 360, height: 740 } as const;
export const DESKTOP = { width: 1280, height: 800 } as const;

/** How somebody's browser is set up. */
export interface Setup {
  /** Where the server is. */
  readonly url: string;
  /** Signed in with it already; null: not signed in. */
  readonly token?: string | null;
  readonly email?: string;
  readonly language?: 'en' | 'pt-PT';
  readonly colours?: 'light' | 'dark';
  readonly size?: typeof PHONE | typeof DESKTOP;
  /** IANA zone of the device. */
  readonly timeZone?: string;
}

/** Somebody at a browser of their own: nothing is shared with others but the server. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Lets the test go on although the browser will complain of this: what is not expected fails the test. */
  readonly expectTrouble: (pattern: RegExp) => void;
  /** What the browser complained of so far. */
  readonly troubles: readonly string[];
}

let browser: Promise<Browser> | null = null;
after(async () => {
  await (await browser)?.close();
});

/**
 * Opens a browser for somebody, in one Chromium for each test process. It is closed after the test, which fails if anything was
 * written to the console as an error, a script failed, the Content-Security-Policy was broken, a request got no answer, or
 * something was asked of another host.
 */
export async function openBrowser(t: TestContext, setup: Setup): Promise<Visitor> {
  browser ??= launchChromium();
  const context = await (await browser).newContext(contextOptions(setup));
  context.setDefaultTimeout(PATIENCE_MS);
  const { troubles, expected } = watch(context, new URL(setup.url).origin);
  const page = await context.newPage();
  t.after(async () => {
    if (!t.passed) {
      t.diagnostic(`the page as it was: ${await keepPicture(page, t.name)}`);
    }
    await context.close();
    const unexpected = troubles.filter((trouble) => !expected.some((pattern) => pattern.test(trouble)));
    assert.deepEqual(unexpected, [], 'the browser complained');
  });
  return { page, context, troubles, expectTrouble: (pattern) => void expected.push(pattern) };
}

function contextOptions(setup: Setup): BrowserContextOptions {
  const { url, token = null, email = '', language = 'en', colours = 'light', size = DESKTOP, timeZone = 'Europe/Lisbon' } = setup;
  const onPhone = size === PHONE;
  return {
    baseURL: url,
    locale: language === 'en' ? 'en-GB' : 'pt-PT',
    colorScheme: colours,
    viewport: size,
    isMobile: onPhone,
    hasTouch: onPhone,
    timezoneId: timeZone,
    // What moves cannot be looked at twice.
    reducedMotion: 'reduce',
    storageState: { cookies: [], origins: token === null ? [] : [{ origin: url, localStorage: [{ name: 'visita.demo-session', value: JSON.stringify({ token, email }) }] }] },
  };
}

function watch(context: BrowserContext, origin: string): { troubles: string[]; expected: RegExp[] } {
  const troubles: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      troubles.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => troubles.push(`script: ${error.error().stack ?? error.error().message}`));
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // Pages end what they no longer need.
    if (why !== 'net::ERR_ABORTED') {
      troubles.push(`no answer: ${request.method()} ${request.url()} ${why}`);
    }
  });
  context.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !/^(data|blob):/.test(request.url())) {
      troubles.push(`another host: ${request.url()}`);
    }
  });
  return { troubles, expected: [] };
}

async function keepPicture(page: Page, name: string): Promise<string> {
  const path = join(FAILURES, `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100)}.png`);
  await mkdir(FAILURES, { recursive: true });
  return page.screenshot({ path, fullPage: true }).then(
    () => path,
    (error: unknown) => `could not be kept (${String(error)})`,
  );
}
