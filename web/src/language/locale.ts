/** What the pages can be read in. */
export type Language = 'en' | 'pt-PT';

// Days before months and a clock of 24 hours: where Visita is used, English is read that way.
const FORMATTED_AS = { en: 'en-GB', 'pt-PT': 'pt-PT' } as const satisfies Record<Language, string>;

/** The locale in which `Intl` writes dates and numbers for a language. */
export function localeOf(language: Language): string {
  return FORMATTED_AS[language];
}
