import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../until.fixture.ts';
import { startVisita, type TestVisita } from '../visita.fixture.ts';
import { openBrowser, PHONE, type Visitor } from './browser.fixture.ts';
import { FakeGoTrue } from './gotrue.fixture.ts';

describe('signing in with Supabase', { timeout: 200_000 }, () => {
  let auth: FakeGoTrue;
  let visita: TestVisita;
  before(async () => {
    auth = await FakeGoTrue.start();
    visita = await startVisita({ SUPABASE_URL: auth.url, SUPABASE_ANON_KEY: 'the-anon-key', SUPABASE_JWT_SECRET: '' });
  });
  after(async () => {
    await visita.stop();
    await auth.stop();
  });

  /** Somebody who was screened and opens the dashboard; nothing but the server and Supabase is asked for anything. */
  async function arrive(t: TestContext, language: 'en' | 'pt-PT' = 'en'): Promise<Visitor & { email: string }> {
    const { email } = await visita.screen({ organizationId: randomUUID() });
    const visitor = await openBrowser(t, { url: visita.server.url, size: PHONE, language });
    visitor.expectTrouble(new RegExp(`^another host: ${auth.url}/auth/v1/`));
    await visitor.page.goto('/');
    return { ...visitor, email };
  }

  async function askForCode(page: Page, email: string): Promise<{ code: string; link: string }> {
    await page.getByRole('textbox', { name: 'Your e-mail' }).fill(email);
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await page.getByRole('status').filter({ hasText: `We sent an e-mail to ${email}` }).waitFor();
    return auth.mails.find((mail) => mail.email === email) ?? assert.fail('no e-mail was sent');
  }

  test('the code from the e-mail signs in, a wrong one says why not; the browser remembers', async (t) => {
    const { page, email, expectTrouble } = await arrive(t);
    expectTrouble(/status of 403/);
    const { code } = await askForCode(page, email);
    await page.getByRole('textbox', { name: 'Code' }).fill(code === '111111' ? '222222' : '111111');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: 'the code is wrong or too old' }).waitFor();
    await page.getByRole('button', { name: 'Send another code' }).click();
    await page.getByRole('status').filter({ hasText: `Another e-mail is on its way to ${email}` }).waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    const another = auth.mails.findLast((mail) => mail.email === email);
    await page.getByRole('textbox', { name: 'Code' }).fill(another?.code ?? assert.fail('no other e-mail was sent'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'My visits' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'My visits' }).waitFor();
    await page.getByRole('button', { name: /^Your account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('textbox', { name: 'Your e-mail' }).waitFor();
    await page.reload();
    await page.getByRole('textbox', { name: 'Your e-mail' }).waitFor();
  });

  test('why no code is sent is said in the language of the page, and forgotten with the address', async (t) => {
    const { page, email, expectTrouble } = await arrive(t, 'pt-PT');
    expectTrouble(/status of 4(29|03)/);
    auth.refusal = { status: 429, code: 'over_email_send_rate_limit', message: 'For security purposes, you can only request this after 9 seconds.' };
    await page.getByRole('textbox', { name: 'O seu e-mail' }).fill(email);
    await page.getByRole('button', { name: 'Enviar-me um código' }).click();
    await page.getByText('houve demasiadas tentativas').waitFor();
    assert.equal(await page.getByText('For security purposes').count(), 0);
    auth.refusal = null;
    await page.getByRole('button', { name: 'Enviar-me um código' }).click();
    await page.getByRole('textbox', { name: 'Código' }).fill('no code');
    await page.getByRole('button', { name: 'Iniciar sessão' }).click();
    await page.getByText('o código está errado').waitFor();
    await page.getByRole('button', { name: 'Usar outro e-mail' }).click();
    await page.getByRole('textbox', { name: 'O seu e-mail' }).waitFor();
    assert.equal(await page.getByText('Não resultou').count(), 0);
  });

  test('the link of the e-mail signs in, in the browser that asked for it, and goes on where somebody was', async (t) => {
    const { page, email } = await arrive(t);
    await page.goto(new URL('/visits', page.url()).href);
    const { link } = await askForCode(page, email);
    await page.goto(link);
    await page.getByRole('heading', { level: 1, name: 'My visits' }).waitFor();
    const { pathname, search } = new URL(page.url());
    assert.deepEqual([pathname, search], ['/visits', ''], 'the code stays out of the address');
  });

  test('the link does not sign in the browser of somebody else', async (t) => {
    const { page, email } = await arrive(t);
    const { link } = await askForCode(page, email);
    const other = await openBrowser(t, { url: visita.server.url });
    other.expectTrouble(new RegExp(`^another host: ${auth.url}/auth/v1/`));
    await other.page.goto(link);
    await other.page.getByRole('textbox', { name: 'Your e-mail' }).waitFor();
    await other.page.getByRole('status').filter({ hasText: 'That link signs nobody in' }).waitFor();
    assert.equal(new URL(other.page.url()).search, '', 'the code stays out of the address');
  });

  test('a link that is too old says so', async (t) => {
    const { page } = await arrive(t);
    await page.goto(new URL('/?error=access_denied&error_code=otp_expired&error_description=Email+link+is+invalid+or+has+expired#error=access_denied&error_code=otp_expired', page.url()).href);
    await page.getByRole('status').filter({ hasText: 'it is too old' }).waitFor();
    const { search, hash } = new URL(page.url());
    assert.deepEqual([search, hash], ['', '']);
  });

  test('a token that is about to expire is refreshed without a question', async (t) => {
    const { page, email } = await arrive(t);
    const { code } = await askForCode(page, email);
    await page.getByRole('textbox', { name: 'Code' }).fill(code);
    const refreshed = auth.refreshes;
    auth.validSeconds = 30;
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'My visits' }).waitFor();
    auth.validSeconds = 3600;
    await until('the token is refreshed', () => auth.refreshes > refreshed);
    await page.reload();
    await page.getByRole('link', { name: 'My visits' }).waitFor();
  });

  test('the page may speak to its server and to Supabase, and to nobody else', async (t) => {
    const { page, expectTrouble } = await arrive(t);
    const response = await page.reload();
    const policy = response?.headers()['content-security-policy'] ?? '';
    assert.match(policy, new RegExp(`connect-src 'self' ${auth.url};`));
    const foreign = await FakeGoTrue.start();
    t.after(() => foreign.stop());
    expectTrouble(/Content Security Policy/);
    const reach = (url: string) => page.evaluate<string>(`fetch('${url}').then(() => 'reached', () => 'refused')`);
    assert.equal(await reach(`${auth.url}/auth/v1/.well-known/jwks.json`), 'reached');
    assert.equal(await reach(`${foreign.url}/auth/v1/.well-known/jwks.json`), 'refused');
  });
});
