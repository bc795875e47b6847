import type { Page } from 'playwright-core';
import type { Demo } from './demo.fixture.ts';

type Language = 'en' | 'pt-PT';

/** One thing that the dashboard shows: a page, or a dialog over it. */
export interface Scene {
  readonly name: string;
  readonly who: 'nobody' | 'applicant' | 'agent';
  readonly path: (demo: Demo) => string;
  /** What is done there before it is looked at. */
  readonly enter?: (page: Page, words: (typeof WORDS)[Language]) => Promise<void>;
}

/** What is clicked on, as each language has it. */
export const WORDS = {
  en: {
    language: /Language, English/,
    account: /^Your account/,
    book: /^Book \d/,
    bookIt: 'Book this visit',
    cancelVisit: /^Cancel: /,
    offer: 'Offer a visit',
    several: 'Several',
    view: 'View',
    day: 'Day',
    cancelBooking: 'Cancel the booking',
    next: 'Next',
    addProperty: 'Add a property',
  },
  'pt-PT': {
    language: /Idioma, Português/,
    account: /^A sua conta/,
    book: /^Marcar \d/,
    bookIt: 'Marcar esta visita',
    cancelVisit: /^Cancelar: /,
    offer: 'Oferecer uma visita',
    several: 'Várias',
    view: 'Vista',
    day: 'Dia',
    cancelBooking: 'Cancelar a marcação',
    next: 'A seguir',
    addProperty: 'Adicionar um imóvel',
  },
} as const;

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();

/** Everything that there is to see. */
export const SCENES: readonly Scene[] = [
  { name: 'sign-in', who: 'nobody', path: () => '/' },
  {
    name: 'language-menu',
    who: 'nobody',
    path: () => '/',
    async enter(page, words) {
      await button(page, words.language).click();
      await page.getByRole('menu').waitFor();
    },
  },
  { name: 'home', who: 'applicant', path: () => '/' },
  { name: 'property', who: 'applicant', path: ({ alfama }) => `/properties/${alfama}` },
  {
    name: 'book-dialog',
    who: 'applicant',
    path: ({ alfama }) => `/properties/${alfama}`,
    async enter(page, words) {
      await button(page, words.book).click();
      await page.getByRole('dialog').getByRole('button', { name: words.bookIt }).waitFor();
    },
  },
  { name: 'property-undescribed', who: 'applicant', path: ({ undescribed }) => `/properties/${undescribed}` },
  { name: 'property-without-visits', who: 'applicant', path: () => '/properties/0a9e1c1a-0000-4000-8000-0000000000ce' },
  { name: 'visits', who: 'applicant', path: () => '/visits' },
  {
    name: 'cancel-visit-dialog',
    who: 'applicant',
    path: () => '/visits',
    async enter(page, words) {
      await button(page, words.cancelVisit).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'account-menu',
    who: 'applicant',
    path: () => '/visits',
    async enter(page, words) {
      await button(page, words.account).click();
      await page.getByRole('menu').waitFor();
    },
  },
  { name: 'no-such-page', who: 'applicant', path: () => '/nothing/here' },
  { name: 'calendar', who: 'agent', path: () => '/' },
  {
    name: 'calendar-day',
    who: 'agent',
    path: () => '/',
    enter: (page, words) => page.getByRole('radiogroup', { name: words.view }).getByText(words.day, { exact: true }).click(),
  },
  {
    name: 'slot-dialog',
    who: 'agent',
    path: () => '/',
    async enter(page, words) {
      await page.getByRole('region', { name: words.next, exact: true }).getByRole('button').click();
      await page.getByRole('dialog').getByRole('button', { name: words.cancelBooking }).waitFor();
    },
  },
  {
    name: 'cancel-booking-question',
    who: 'agent',
    path: () => '/',
    async enter(page, words) {
      await page.getByRole('region', { name: words.next, exact: true }).getByRole('button').click();
      await page.getByRole('dialog').getByRole('button', { name: words.cancelBooking }).click();
      await page.getByRole('group').filter({ hasText: words.cancelBooking }).waitFor();
    },
  },
  {
    name: 'offer-dialog',
    who: 'agent',
    path: () => '/',
    async enter(page, words) {
      await button(page, words.offer).click();
      await page.getByRole('dialog', { name: words.offer }).waitFor();
    },
  },
  {
    name: 'offer-several-dialog',
    who: 'agent',
    path: () => '/',
    async enter(page, words) {
      await button(page, words.offer).click();
      await page.getByRole('dialog', { name: words.offer }).getByText(words.several).click();
    },
  },
  { name: 'bookings', who: 'agent', path: () => '/bookings' },
  {
    name: 'cancel-booking-dialog',
    who: 'agent',
    path: ({ booking }) => `/bookings/${booking}`,
    async enter(page, words) {
      await button(page, words.cancelBooking).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'booking', who: 'agent', path: ({ booking }) => `/bookings/${booking}` },
  {
    name: 'property-dialog',
    who: 'agent',
    path: () => '/properties',
    async enter(page, words) {
      await button(page, words.addProperty).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'properties', who: 'agent', path: () => '/properties' },
  { name: 'property-of-agent', who: 'agent', path: ({ alfama }) => `/properties/${alfama}` },
];
