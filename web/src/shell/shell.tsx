import { ActionIcon, Anchor, Button, Container, Menu, Text, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconLanguage, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import type { Language } from '../language/locale.ts';
import { useLiveStatus } from './live-status.tsx';
import classes from './shell.module.css';

const TEXTS = inBothLanguages(
  {
    skip: 'Skip to the content',
    pages: 'Pages',
    language: 'Language',
    dark: 'Use dark colours',
    light: 'Use light colours',
    account: 'Your account',
    signOut: 'Sign out',
    interrupted: 'No live connection: what you see may be old. Trying again.',
  },
  {
    skip: 'Saltar para o conteúdo',
    pages: 'Páginas',
    language: 'Idioma',
    dark: 'Usar cores escuras',
    light: 'Usar cores claras',
    account: 'A sua conta',
    signOut: 'Terminar sessão',
    interrupted: 'Sem ligação em direto: o que vê pode estar desatualizado. A tentar de novo.',
  },
);

const LANGUAGES: Record<Language, string> = { 'pt-PT': 'Português', en: 'English' };

/** One entry of the navigation: beside the name on a wide screen, a tab at the bottom of a phone. */
export interface ShellLink {
  readonly to: string;
  readonly label: string;
  readonly icon: ReactNode;
}

/** What stands around every page: name, navigation, language, colours, account. */
export function Shell(props: {
  readonly links?: readonly ShellLink[];
  readonly account?: { readonly name: string; readonly email: string; readonly signOut: () => void };
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  const { links = [], account, wide = false, children } = props;
  const texts = useTexts(TEXTS);
  const isInterrupted = useLiveStatus() === 'interrupted';
  const size = wide ? 'xl' : 'sm';
  return (
    <div className={classes['shell']} data-tabs={links.length > 0}>
      <a className={classes['skip']} href="#content">
        {texts.skip}
      </a>
      <header className={classes['header']}>
        <Container size={size} className={classes['bar']}>
          <Anchor component={NavLink} to="/" className={classes['name']} underline="never">
            <img src="/favicon.svg" alt="" width={28} height={28} />
            Visita
          </Anchor>
          {links.length > 0 && (
            <nav className={classes['links']} aria-label={texts.pages}>
              {links.map(({ to, label, icon }) => (
                <NavLink key={to} to={to} end={to === '/'} className={classes['link'] ?? ''}>
                  {icon}
                  <span>{label}</span>
                </NavLink>
              ))}
            </nav>
          )}
          <div className={classes['choices']}>
            <LanguageChoice />
            <ColourChoice />
            {account !== undefined && <Account {...account} />}
          </div>
        </Container>
      </header>
      <div role="status" className={classes['interrupted']} hidden={!isInterrupted}>
        {isInterrupted && texts.interrupted}
      </div>
      <main id="content" tabIndex={-1} className={classes['content']}>
        <Container size={size}>{children}</Container>
      </main>
    </div>
  );
}

function LanguageChoice() {
  const { language, choose } = useLanguage();
  const texts = useTexts(TEXTS);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-md" leftSection={<IconLanguage aria-hidden size={18} />} aria-label={`${language === 'en' ? 'EN' : 'PT'}: ${texts.language}, ${LANGUAGES[language]}`} className={classes['choice'] ?? ''}>
          {language === 'en' ? 'EN' : 'PT'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['pt-PT', 'en'] as const).map((each) => (
          <Menu.Item key={each} lang={each} aria-current={each === language} fw={each === language ? 700 : 400} onClick={() => choose(each)}>
            {LANGUAGES[each]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ColourChoice() {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  const texts = useTexts(TEXTS);
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" className={classes['choice'] ?? ''} aria-label={isDark ? texts.light : texts.dark} onClick={() => setColorScheme(isDark ? 'light' : 'dark')}>
      {isDark ? <IconSun aria-hidden size={20} /> : <IconMoon aria-hidden size={20} />}
    </ActionIcon>
  );
}

function Account({ name, email, signOut }: { readonly name: string; readonly email: string; readonly signOut: () => void }) {
  const texts = useTexts(TEXTS);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" className={classes['choice'] ?? ''} aria-label={`${texts.account}: ${name}`}>
          <IconUserCircle aria-hidden size={22} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes['person']}>
          <Text fw={600} size="sm">
            {name}
          </Text>
          <Text c="dimmed" size="sm">
            {email}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout aria-hidden size={16} />} onClick={signOut}>
          {texts.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
