import { Alert, Stack } from '@mantine/core';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useRefusal, useSession } from '../session/context.tsx';
import { DemoSession } from '../session/demo-session.ts';
import type { CodeSignIn } from '../session/supabase-session.ts';
import type { Session } from '../session/session.ts';
import { useSettings } from '../session/settings.tsx';
import { EmptyState, Page } from '../shell/page.tsx';
import { Shell } from '../shell/shell.tsx';
import { CodeForm } from './code-form.tsx';
import { DemoPeople } from './demo-people.tsx';

const TEXTS = inBothLanguages(
  {
    title: 'Sign in',
    lead: 'Visit properties, or show them.',
    demoLead: 'This is a demo agency on your own machine. Choose who you want to be; two browsers can be two people.',
    refusal: {
      expired: 'Your session has ended. Sign in again and go on where you were.',
      unknown: 'No agency here knows you by that sign-in. Use the e-mail address that the agency has of you, or ask them.',
      dead_link: 'That link signs nobody in: it is too old, was used before, or was asked for in another browser. Have a new code sent from here.',
    },
    none: 'Nobody can sign in here yet',
    noneAdvice:
      'Whoever runs this server can set SUPABASE_URL and SUPABASE_ANON_KEY. The demo agency is shown only on the machine that the server runs on, at the address that it printed.',
  },
  {
    title: 'Iniciar sessão',
    lead: 'Visite imóveis, ou mostre-os.',
    demoLead: 'Esta é uma agência de demonstração no seu próprio computador. Escolha quem quer ser; dois navegadores podem ser duas pessoas.',
    refusal: {
      expired: 'A sua sessão terminou. Inicie sessão de novo e continue onde estava.',
      unknown: 'Nenhuma agência o conhece por esse início de sessão. Use o e-mail que a agência tem de si, ou fale com ela.',
      dead_link: 'Essa ligação já não inicia sessão: é antiga, já foi usada, ou foi pedida noutro navegador. Peça aqui um novo código.',
    },
    none: 'Ainda ninguém pode iniciar sessão aqui',
    noneAdvice:
      'Quem gere este servidor pode definir SUPABASE_URL e SUPABASE_ANON_KEY. A agência de demonstração só aparece no computador onde o servidor corre, no endereço que ele indicou.',
  },
);

/** The way in: people of the demo agency, or a code by e-mail. The address stays, so that one goes on where a link led. */
export function SignInPage() {
  const texts = useTexts(TEXTS);
  const session = useSession();
  const { sign_in: signIn } = useSettings();
  const refusal = useRefusal();
  return (
    <Shell>
      <Page title={texts.title} lead={signIn.kind === 'demo' ? texts.demoLead : texts.lead}>
        <Stack>
          {refusal !== null && (
            <Alert color="yellow" variant="outline" role="status">
              {texts.refusal[refusal]}
            </Alert>
          )}
          {signIn.kind === 'demo' && session instanceof DemoSession && <DemoPeople people={signIn.people} session={session} />}
          {signIn.kind === 'supabase' && isCodeSignIn(session) && <CodeForm signIn={session} />}
          {signIn.kind === 'none' && <EmptyState title={texts.none} advice={texts.noneAdvice} />}
        </Stack>
      </Page>
    </Shell>
  );
}

function isCodeSignIn(session: Session): session is Session & CodeSignIn {
  return 'sendCode' in session && 'confirmCode' in session;
}
