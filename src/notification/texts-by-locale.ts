import { english } from './texts-en.ts';
import { portuguese } from './texts-pt.ts';
import type { Texts } from './texts.ts';
import type { Locale } from './visit-time.ts';

/** What is said in each language. */
export const TEXTS: Readonly<Record<Locale, Texts>> = { 'pt-PT': portuguese, en: english };
