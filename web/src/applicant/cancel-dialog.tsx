import { Button, Modal, Stack, Text } from '@mantine/core';
import { useState, type RefObject } from 'react';
import type { Booking } from '../api/contract.ts';
import { ApiProblem } from '../api/problem.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useAnnounce } from '../shell/announcements.tsx';
import { focusAfterDialog } from '../shell/focus-kept.ts';
import { useProblemSentence } from '../shell/problem-notice.tsx';
import { useProperty, usePropertyNaming } from '../visit/property-name.tsx';
import classes from './book-dialog.module.css';
import { useCancelling } from './cancelling.ts';
import { SlotSummary } from './slot-summary.tsx';

const TEXTS = inBothLanguages(
  {
    title: 'Cancel this visit?',
    told: 'The agent is told by e-mail, and the time becomes free for somebody else.',
    cancel: 'Cancel the visit',
    keep: 'Keep it',
    close: 'Close',
    done: (name: string) => `Your visit is cancelled: ${name}.`,
    byAgency: (name: string) => `The agency had cancelled this visit already: ${name}.`,
    begun: 'The visit has begun; it can no longer be cancelled here.',
  },
  {
    title: 'Cancelar esta visita?',
    told: 'O agente é avisado por e-mail e o horário fica livre para outra pessoa.',
    cancel: 'Cancelar a visita',
    keep: 'Manter',
    close: 'Fechar',
    done: (name: string) => `A sua visita foi cancelada: ${name}.`,
    byAgency: (name: string) => `A agência já tinha cancelado esta visita: ${name}.`,
    begun: 'A visita já começou; já não pode ser cancelada aqui.',
  },
);

/** Asks before a visit is cancelled; `booking` null keeps it closed. The focus goes to `fallback` when the visit's row is gone. */
export function CancelDialog({ booking, onClose, fallback }: { readonly booking: Booking | null; readonly onClose: () => void; readonly fallback: RefObject<HTMLElement | null> }) {
  const texts = useTexts(TEXTS);
  // What it is about stays while the dialog closes.
  const [shown, setShown] = useState(booking);
  if (booking !== null && booking !== shown) {
    setShown(booking);
  }
  return (
    <Modal
      opened={booking !== null}
      onClose={onClose}
      onExitTransitionEnd={() => focusAfterDialog(fallback.current)}
      title={texts.title}
      closeButtonProps={{ 'aria-label': texts.close, size: 'lg' }}
      classNames={{ inner: classes['inner'] ?? '', content: classes['content'] ?? '', title: classes['title'] ?? '' }}
    >
      {shown !== null && <Question booking={shown} onClose={onClose} />}
    </Modal>
  );
}

function Question({ booking, onClose }: { readonly booking: Booking; readonly onClose: () => void }) {
  const texts = useTexts(TEXTS);
  const { data: property } = useProperty(booking.property_id);
  const nameOf = usePropertyNaming();
  const cancel = useToldCancelling(nameOf(booking.property_id, property));
  const confirm = () => {
    cancel(booking);
    onClose();
  };
  return (
    <Stack gap="md">
      <SlotSummary slot={booking} property={property ?? null} />
      <Text>{texts.told}</Text>
      <Button color="red" size="md" onClick={confirm}>
        {texts.cancel}
      </Button>
      <Button variant="default" size="md" onClick={onClose} data-autofocus>
        {texts.keep}
      </Button>
    </Stack>
  );
}

function useToldCancelling(name: string): (booking: Booking) => void {
  const texts = useTexts(TEXTS);
  const announce = useAnnounce();
  const sentenceOf = useProblemSentence();
  const { mutate } = useCancelling({
    done: ({ status }) => announce(status === 'cancelled_by_agent' ? texts.byAgency(name) : texts.done(name)),
    failed: (error) => announce(error instanceof ApiProblem && error.code === 'conflict' ? texts.begun : sentenceOf(error), 'refused'),
  });
  return mutate;
}
