import { Modal, Stack, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Property, Slot } from '../api/contract.ts';
import { ApiProblem } from '../api/problem.ts';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { useAnnounce } from '../shell/announcements.tsx';
import { useFocusKept } from '../shell/focus-kept.ts';
import { useLiveStatus } from '../shell/live-status.tsx';
import { ProblemNotice, useProblemSentence } from '../shell/problem-notice.tsx';
import { WorkingButton } from '../shell/working-button.tsx';
import { usePropertyNaming } from '../visit/property-name.tsx';
import classes from './book-dialog.module.css';
import { BookedVisit } from './booked-visit.tsx';
import { useAttempt, useBooking } from './booking.ts';
import { LostSlot } from './lost-slot.tsx';
import { cleanNote, roomInNote } from './note.ts';
import { SlotSummary } from './slot-summary.tsx';

const ROOM_TOLD_FROM = 200;

const TEXTS = inBothLanguages(
  {
    title: 'Book a visit',
    booked: 'Your visit is booked',
    close: 'Close',
    note: 'A note for the agent (optional)',
    noteHint: 'Who is coming with you, or what you would like to know.',
    book: 'Book this visit',
    room: (left: string) => `Room for ${left} more characters.`,
    tooLong: (over: string) => `Too long by ${over} characters.`,
    announced: (name: string) => `Your visit is booked: ${name}.`,
    notEligible: { title: 'The agency takes no bookings from you just now', advice: 'It has withdrawn what lets you book. Ask the agency why; nothing you can change here would help.' },
  },
  {
    title: 'Marcar uma visita',
    booked: 'A sua visita está marcada',
    close: 'Fechar',
    note: 'Uma nota para o agente (opcional)',
    noteHint: 'Quem vem consigo, ou o que gostaria de saber.',
    book: 'Marcar esta visita',
    room: (left: string) => `Ainda pode escrever ${left} caracteres.`,
    tooLong: (over: string) => `Tem ${over} caracteres a mais.`,
    announced: (name: string) => `A sua visita está marcada: ${name}.`,
    notEligible: { title: 'A agência não aceita marcações suas de momento', advice: 'Retirou-lhe a aprovação para marcar. Pergunte à agência porquê; nada do que possa mudar aqui ajudaria.' },
  },
);

interface DialogProps {
  /** The visit to book; it stays while the dialog closes. */
  readonly slot: Slot | null;
  readonly isOpen: boolean;
  readonly property: Property | null;
  /** What can be booked now. */
  readonly free: readonly Slot[];
  readonly onChoose: (slot: Slot) => void;
  readonly onClose: () => void;
  readonly onClosed: () => void;
}

/** Books the chosen visit. Where somebody was faster it says so and shows what is left; the note stays until it was used. */
export function BookDialog({ slot, isOpen, property, free, onChoose, onClose, onClosed }: DialogProps) {
  const texts = useTexts(TEXTS);
  const nameOf = usePropertyNaming();
  const announce = useAnnounce();
  const sentenceOf = useProblemSentence();
  const isWatched = useRef(isOpen);
  useEffect(() => {
    isWatched.current = isOpen;
  }, [isOpen]);
  const booking = useBooking({
    booked: ({ property_id: id }) => announce(texts.announced(nameOf(id, property))),
    // The dialog tells a refusal, unless it was closed before the answer came.
    failed: (error) => !isWatched.current && announce(sentenceOf(error), 'refused'),
  });
  const [note, setNote] = useState('');
  const attempt = useAttempt(slot, free, booking);
  const { booked } = attempt;
  const afterClosing = () => {
    if (booked !== null) {
      setNote('');
    }
    booking.reset();
    onClosed();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      onExitTransitionEnd={afterClosing}
      title={booked === null ? texts.title : texts.booked}
      closeButtonProps={{ 'aria-label': texts.close, size: 'lg' }}
      classNames={{ inner: classes['inner'] ?? '', content: classes['content'] ?? '', title: classes['title'] ?? '' }}
    >
      {booked !== null && <BookedVisit booking={booked} property={property} onClose={onClose} />}
      {booked === null && slot !== null && (
        <BookForm slot={slot} property={property} free={free} booking={booking} attempt={attempt} note={note} onNote={setNote} onChoose={onChoose} />
      )}
    </Modal>
  );
}

type FormProps = Pick<DialogProps, 'property' | 'free' | 'onChoose'> & {
  readonly slot: Slot;
  readonly booking: ReturnType<typeof useBooking>;
  readonly attempt: ReturnType<typeof useAttempt>;
  readonly note: string;
  readonly onNote: (note: string) => void;
};

function BookForm({ slot, property, free, booking, attempt, note, onNote, onChoose }: FormProps) {
  const texts = useTexts(TEXTS);
  const { mutate, isPending } = booking;
  const { refusal, isRefused, isLost, loss } = attempt;
  const summary = useRef<HTMLDivElement>(null);
  const focus = useFocusKept(summary);
  useConnectionBack(booking);
  return (
    <Stack gap="md" {...focus}>
      <div ref={summary} tabIndex={-1} data-autofocus className="quiet-focus">
        <SlotSummary slot={slot} property={property} isLost={isLost} />
      </div>
      {isLost && <LostSlot slot={slot} property={property} loss={loss.data ?? null} isKnown={!loss.isPending} free={free} hasNote={note !== ''} onChoose={onChoose} />}
      {refusal !== null && !isRefused && <ProblemNotice error={refusal} meaning={refusal.code === 'forbidden' ? texts.notEligible : undefined} />}
      <NoteField note={note} onNote={onNote} isBusy={isPending} />
      {!isLost && (
        <WorkingButton size="lg" isWorking={isPending} disabled={roomInNote(note) < 0} onClick={() => mutate({ slot, note })}>
          {texts.book}
        </WorkingButton>
      )}
    </Stack>
  );
}

/** What was said of a lost connection is not so any more once it is back. */
function useConnectionBack({ error, reset }: FormProps['booking']) {
  const status = useLiveStatus();
  const isCutOff = error instanceof ApiProblem && error.code === 'unreachable';
  const wasInterrupted = useRef(false);
  useEffect(() => {
    if (status === 'live' && wasInterrupted.current && isCutOff) {
      reset();
    }
    wasInterrupted.current = status === 'interrupted';
  }, [status, isCutOff, reset]);
}

function NoteField({ note, onNote, isBusy }: Pick<FormProps, 'note' | 'onNote'> & { readonly isBusy: boolean }) {
  const texts = useTexts(TEXTS);
  const { language } = useLanguage();
  const room = roomInNote(note);
  const inWords = Math.abs(room).toLocaleString(language);
  return (
    <Textarea
      label={texts.note}
      description={room <= ROOM_TOLD_FROM && room >= 0 ? texts.room(inWords) : texts.noteHint}
      error={room < 0 ? texts.tooLong(inWords) : null}
      value={note}
      readOnly={isBusy}
      onChange={(event) => onNote(cleanNote(event.currentTarget.value))}
      size="md"
      autosize
      minRows={2}
      maxRows={6}
    />
  );
}
