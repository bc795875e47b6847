import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test, type TestContext } from 'node:test';
import { Agency, dayOfNextWeek, LISBON, signedInAs } from './agency.fixture.ts';
import { openBrowser, PHONE } from './browser.fixture.ts';
import { findOverflow, settled } from './look.fixture.ts';

const MARKUP = '<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>{{7*7}}';
// From right to left, and never ended (Unicode TR 36).
const TURNED = '\u202Etxet denrut \u2066';
const LONG = 'Ww'.repeat(240);

describe('names, notes and titles meant to do harm', { timeout: 200_000 }, () => {
  const property = { id: randomUUID(), title: `${MARKUP} ${LONG}`.slice(0, 200), address: `${TURNED}${LONG}`.slice(0, 300), time_zone: LISBON };
  const notes = `${MARKUP}\n${TURNED}\n${LONG}`;
  let agency: Agency;
  let applicant: Awaited<ReturnType<Agency['visita']['applicant']>>;
  let booking: string;
  before(async () => {
    agency = await Agency.start();
    await agency.describe(property);
    const { body } = await agency.ana.api.getMe();
    const organizationId = body.organizations[0]?.organization_id ?? assert.fail('Ana is an agent');
    applicant = await agency.visita.applicant(organizationId, { name: `${MARKUP} ${LONG}`.slice(0, 200) });
    const slot = await agency.offer({ day: dayOfNextWeek(2), time: '10:00', property });
    await agency.offer({ day: dayOfNextWeek(2), time: '11:00', property });
    booking = await agency.book(slot, applicant, notes);
  });
  after(() => agency.stop());

  async function assertHarmless(t: TestContext, who: 'agent' | 'applicant', paths: readonly string[], open?: RegExp): Promise<void> {
    const { page } = await openBrowser(t, { ...signedInAs(who === 'agent' ? agency.ana : applicant), size: PHONE });
    for (const path of paths) {
      await page.goto(path);
      await settled(page);
      if (open !== undefined) {
        await page.getByRole('button', { name: open }).first().click();
        await page.getByRole('dialog').waitFor();
        await settled(page);
      }
      await page.getByText('onerror="globalThis.ran=1"').filter({ visible: true }).first().waitFor();
      assert.deepEqual(await findOverflow(page), [], path);
      assert.equal(await page.evaluate('globalThis.ran ?? "nothing ran"'), 'nothing ran');
      assert.equal(await page.locator('main img, [role=dialog] img').count(), 0);
      // What stands after a turned text is still read from left to right.
      assert.equal(await page.evaluate('getComputedStyle(document.body).direction'), 'ltr');
    }
  }

  test('are text on the pages of the applicant, and break no layout', async (t) => {
    await assertHarmless(t, 'applicant', ['/', `/properties/${property.id}`, '/visits']);
  });

  test('are text in the dialog that books', async (t) => {
    await assertHarmless(t, 'applicant', [`/properties/${property.id}`], /^Book 11:00/);
  });

  test('are text on the pages of the agent, and break no layout', async (t) => {
    await assertHarmless(t, 'agent', ['/', '/bookings', `/bookings/${booking}`, '/properties', `/properties/${property.id}`]);
  });

  test('are text in the dialog of a slot', async (t) => {
    await assertHarmless(t, 'agent', ['/'], /onerror/);
  });
});
