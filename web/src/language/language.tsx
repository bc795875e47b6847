import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Language } from './locale.ts';

const REMEMBERED_AS = 'visita.language';

interface LanguageChoice {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice | null>(null);

/** Texts of one part of the dashboard in both languages; the compiler holds the second to the shape of the first. */
export function inBothLanguages<Texts>(en: Texts, pt: NoInfer<Texts>): Readonly<Record<Language, Texts>> {
  return { en, 'pt-PT': pt };
}

/** Lets everything below read in one language: the one chosen here before, else the browser's, else `fallback`. */
export function LanguageProvider({ fallback, children }: { readonly fallback: Language; readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => remembered() ?? browserLanguage() ?? fallback);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo(
    () => ({
      language,
      choose(chosen: Language) {
        localStorage.setItem(REMEMBERED_AS, chosen);
        setLanguage(chosen);
      },
    }),
    [language],
  );
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

/** The language of the pages and how to choose another. */
export function useLanguage(): LanguageChoice {
  const choice = use(LanguageContext);
  if (choice === null) {
    throw new Error('useLanguage needs a LanguageProvider above it');
  }
  return choice;
}

/** The texts in the language of the pages. */
export function useTexts<Texts>(texts: Readonly<Record<Language, Texts>>): Texts {
  return texts[useLanguage().language];
}

function remembered(): Language | null {
  return knownLanguage(localStorage.getItem(REMEMBERED_AS));
}

function browserLanguage(): Language | null {
  return navigator.languages.map(knownLanguage).find((language) => language !== null) ?? null;
}

function knownLanguage(tag: string | null): Language | null {
  const primary = tag?.toLowerCase().split('-')[0];
  return primary === 'pt' ? 'pt-PT' : primary === 'en' ? 'en' : null;
}
