import { CloseButton, Paper, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { createContext, use, useCallback, useRef, useState, type ReactNode } from 'react';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import classes from './announcements.module.css';

const SHOWN_MS = 9_000;

const TEXTS = inBothLanguages({ close: 'Close this message' }, { close: 'Fechar esta mensagem' });

interface Announcement {
  readonly id: number;
  readonly text: string;
  readonly tone: 'done' | 'refused';
}

type Announce = (text: string, tone?: Announcement['tone']) => void;

const AnnounceContext = createContext<Announce | null>(null);

/** Says the result of what somebody did: shown for a while, and read out by screen readers (a polite live region). */
export function useAnnounce(): Announce {
  const announce = use(AnnounceContext);
  if (announce === null) {
    throw new Error('useAnnounce needs Announcements above it');
  }
  return announce;
}

export function Announcements({ children }: { readonly children: ReactNode }) {
  const texts = useTexts(TEXTS);
  const [shown, setShown] = useState<readonly Announcement[]>([]);
  const nextId = useRef(1);
  const close = useCallback((id: number) => setShown((before) => before.filter((each) => each.id !== id)), []);
  const announce = useCallback<Announce>(
    (text, tone = 'done') => {
      const id = nextId.current++;
      setShown((before) => [...before.slice(-2), { id, text, tone }]);
      setTimeout(() => close(id), SHOWN_MS);
    },
    [close],
  );
  return (
    <AnnounceContext value={announce}>
      {children}
      {/* Always there: a live region that comes together with its text is not read out. */}
      <div className={classes['region']} role="status" aria-live="polite">
        {shown.map(({ id, text, tone }) => (
          <Paper key={id} className={classes['announcement']} withBorder shadow="md" p="sm" data-tone={tone}>
            {tone === 'done' ? <IconCircleCheck aria-hidden size={22} /> : <IconAlertTriangle aria-hidden size={22} />}
            <Text size="sm" flex={1}>
              {text}
            </Text>
            <CloseButton size="sm" aria-label={texts.close} onClick={() => close(id)} />
          </Paper>
        ))}
      </div>
    </AnnounceContext>
  );
}
