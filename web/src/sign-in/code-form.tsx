import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import type { CodeSignIn } from '../session/supabase-session.ts';

const TEXTS = inBothLanguages(
  {
    email: 'Your e-mail',
    emailHint: 'The one that the agency has of you.',
    send: 'Send me a code',
    sent: (email: string) => `We sent an e-mail to ${email}. Type the code from it, or follow its link.`,
    code: 'Code',
    confirm: 'Sign in',
    other: 'Use another e-mail',
    failed: 'That did not work:',
  },
  {
    email: 'O seu e-mail',
    emailHint: 'O que a agência tem de si.',
    send: 'Enviar-me um código',
    sent: (email: string) => `Enviámos um e-mail para ${email}. Escreva o código que lá está, ou siga a ligação.`,
    code: 'Código',
    confirm: 'Iniciar sessão',
    other: 'Usar outro e-mail',
    failed: 'Não resultou:',
  },
);

/** Signs in with a code that comes by e-mail; its link works as well. */
export function CodeForm({ signIn }: { readonly signIn: CodeSignIn }) {
  const texts = useTexts(TEXTS);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { refusal, isBusy, run } = useRefusable();
  if (sentTo === null) {
    return (
      <Fields label={texts.email} description={texts.emailHint} type="email" autoComplete="email" submit={texts.send} error={refusal === null ? null : `${texts.failed} ${refusal}`} isBusy={isBusy} onSubmit={(email) => run(() => signIn.sendCode(email), () => setSentTo(email))} />
    );
  }
  return (
    <Stack>
      <Text role="status">{texts.sent(sentTo)}</Text>
      <Fields key="code" label={texts.code} type="text" inputMode="numeric" autoComplete="one-time-code" submit={texts.confirm} error={refusal === null ? null : `${texts.failed} ${refusal}`} isBusy={isBusy} onSubmit={(code) => run(() => signIn.confirmCode(sentTo, code), () => undefined)} />
      <Group>
        <Anchor component="button" type="button" onClick={() => setSentTo(null)}>
          {texts.other}
        </Anchor>
      </Group>
    </Stack>
  );
}

/** Runs what may be refused with a reason, one at a time. */
function useRefusable() {
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = (ask: () => Promise<string | null>, onDone: () => void) => {
    setBusy(true);
    ask()
      .then((reason) => {
        setRefusal(reason);
        if (reason === null) {
          onDone();
        }
      })
      .catch((error: unknown) => setRefusal(String(error)))
      .finally(() => setBusy(false));
  };
  return { refusal, isBusy, run };
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
        <TextInput ref={input} required size="md" value={text} onChange={(event) => setText(event.currentTarget.value)} {...field} />
        <Button type="submit" size="md" loading={isBusy} disabled={text.trim() === ''}>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
