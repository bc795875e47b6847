import { Anchor, Group, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import type { CodeRefusal } from '../session/code-refusal.ts';
import type { CodeSignIn } from '../session/supabase-session.ts';
import { useAnnounce } from '../shell/announcements.tsx';
import { WorkingButton } from '../shell/working-button.tsx';

interface CodeTexts {
  email: string;
  emailHint: string;
  send: string;
  sent: (email: string) => string;
  code: string;
  confirm: string;
  another: string;
  sentAnother: (email: string) => string;
  other: string;
  refusals: Record<Exclude<CodeRefusal['reason'], 'other'>, string>;
  /** With Supabase's own words: there is nothing to be done about it here, but whoever is asked for help can read them. */
  failed: (detail: string) => string;
}

const TEXTS = inBothLanguages<CodeTexts>(
  {
    email: 'Your e-mail',
    emailHint: 'The one that the agency has of you.',
    send: 'Send me a code',
    sent: (email: string) => `We sent an e-mail to ${email}. Type the code from it, or follow its link.`,
    code: 'Code',
    confirm: 'Sign in',
    another: 'Send another code',
    sentAnother: (email: string) => `Another e-mail is on its way to ${email}.`,
    other: 'Use another e-mail',
    refusals: {
      wrong_code: 'That did not work: the code is wrong or too old. Type the one from the newest e-mail, or have another sent.',
      wrong_email: 'That did not work: this is no e-mail address that a code can be sent to.',
      too_often: 'That did not work: it was tried too often. Please wait a minute, then try again.',
      not_let_in: 'That did not work: nobody can sign in with this e-mail address. Use the one that the agency has of you, or ask them.',
      unreachable: 'That did not work: there is no connection. Check your network, then try again.',
    },
    failed: (detail: string) => `That did not work. Please try again in a while, or ask the agency and tell them this: ${detail}`,
  },
  {
    email: 'O seu e-mail',
    emailHint: 'O que a agência tem de si.',
    send: 'Enviar-me um código',
    sent: (email: string) => `Enviámos um e-mail para ${email}. Escreva o código que lá está, ou siga a ligação.`,
    code: 'Código',
    confirm: 'Iniciar sessão',
    another: 'Enviar outro código',
    sentAnother: (email: string) => `Enviámos outro e-mail para ${email}.`,
    other: 'Usar outro e-mail',
    refusals: {
      wrong_code: 'Não resultou: o código está errado ou já não é válido. Escreva o do e-mail mais recente, ou peça outro.',
      wrong_email: 'Não resultou: não é possível enviar um código para este e-mail.',
      too_often: 'Não resultou: houve demasiadas tentativas. Espere um minuto e tente de novo, por favor.',
      not_let_in: 'Não resultou: ninguém pode iniciar sessão com este e-mail. Use o que a agência tem de si, ou fale com ela.',
      unreachable: 'Não resultou: não há ligação. Verifique a sua rede e tente de novo.',
    },
    failed: (detail: string) => `Não resultou. Tente de novo mais tarde, ou fale com a agência e diga-lhe isto: ${detail}`,
  },
);

/** Signs in with a code that comes by e-mail; its link works as well. */
export function CodeForm({ signIn }: { readonly signIn: CodeSignIn }) {
  const texts = useTexts(TEXTS);
  const announce = useAnnounce();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { refusal, isBusy, run, forget } = useRefusable();
  const refusalText = refusal === null ? null : refusal.reason === 'other' ? texts.failed(refusal.detail) : texts.refusals[refusal.reason];
  const startOver = () => {
    setSentTo(null);
    forget();
  };
  if (sentTo === null) {
    return (
      <Fields label={texts.email} description={texts.emailHint} type="email" autoComplete="email" submit={texts.send} error={refusalText} isBusy={isBusy} onSubmit={(email) => run(() => signIn.sendCode(email), () => setSentTo(email))} />
    );
  }
  return (
    <Stack>
      <Text role="status">{texts.sent(sentTo)}</Text>
      <Fields key="code" label={texts.code} type="text" inputMode="numeric" autoComplete="one-time-code" submit={texts.confirm} error={refusalText} isBusy={isBusy} onSubmit={(code) => run(() => signIn.confirmCode(sentTo, code), () => undefined)} />
      <Group>
        <Anchor component="button" type="button" onClick={() => run(() => signIn.sendCode(sentTo), () => announce(texts.sentAnother(sentTo)))}>
          {texts.another}
        </Anchor>
        <Anchor component="button" type="button" onClick={startOver}>
          {texts.other}
        </Anchor>
      </Group>
    </Stack>
  );
}

/** Runs what may be refused with a reason, one at a time. */
function useRefusable() {
  const [refusal, setRefusal] = useState<CodeRefusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = (ask: () => Promise<CodeRefusal | null>, onDone: () => void) => {
    if (isBusy) {
      return;
    }
    // What was said of the try before is not said of this one; and said again it is read out again.
    setRefusal(null);
    setBusy(true);
    ask()
      .then((refused) => {
        setRefusal(refused);
        if (refused === null) {
          onDone();
        }
      })
      .catch((error: unknown) => setRefusal({ reason: 'other', detail: String(error) }))
      .finally(() => setBusy(false));
  };
  return { refusal, isBusy, run, forget: () => setRefusal(null) };
}

function Fields(props: {
  readonly label: string;
  readonly description?: string;
  readonly type: string;
  readonly inputMode?: 'numeric';
  readonly autoComplete: string;
  readonly submit: string;
  readonly error: string | null;
  readonly isBusy: boolean;
  readonly onSubmit: (text: string) => void;
}) {
  const { submit, isBusy, onSubmit, ...field } = props;
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  useEffect(() => input.current?.focus(), []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(text.trim());
  };
  return (
    <form onSubmit={send}>
      <Stack>
        <TextInput ref={input} required size="md" errorProps={{ role: 'alert' }} value={text} onChange={(event) => setText(event.currentTarget.value)} {...field} />
        <WorkingButton type="submit" size="md" isWorking={isBusy} disabled={text.trim() === ''}>
          {submit}
        </WorkingButton>
      </Stack>
    </form>
  );
}
