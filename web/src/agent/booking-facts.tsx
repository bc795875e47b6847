import { Anchor, Stack, Text, Title } from '@mantine/core';
import type { Booking } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { LoadingRows } from '../shell/page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useBookingHistory } from './booking.ts';
import classes from './booking-facts.module.css';
import { useHappening } from './history-texts.ts';
import { mailto } from './mailto.ts';

const TEXTS = inBothLanguages(
  { who: 'Who comes', notes: 'Their note', noNotes: 'No note.', history: 'What happened' },
  { who: 'Quem vem', notes: 'O que escreveu', noNotes: 'Sem nota.', history: 'O que aconteceu' },
);

/** Who booked, what they wrote and what happened since; times in `zone`. `level` is that of the headings. */
export function BookingFacts({ booking, zone, level = 3 }: { readonly booking: Booking; readonly zone: string; readonly level?: 2 | 3 }) {
  const texts = useTexts(TEXTS);
  const { applicant, notes } = booking;
  return (
    <Stack gap="md">
      {applicant !== undefined && (
        <section>
          <Title order={level} size="h6">
            {texts.who}
          </Title>
          <Text fw={600}>{applicant.name}</Text>
          <Anchor href={mailto(applicant.email)} className={classes['email'] ?? ''}>
            {applicant.email}
          </Anchor>
        </section>
      )}
      <section>
        <Title order={level} size="h6">
          {texts.notes}
        </Title>
        {notes === '' ? <Text c="dimmed">{texts.noNotes}</Text> : <Text className={classes['notes'] ?? ''}>{notes}</Text>}
      </section>
      <section>
        <Title order={level} size="h6" mb={4}>
          {texts.history}
        </Title>
        <BookingHistory id={booking.id} zone={zone} />
      </section>
    </Stack>
  );
}

function BookingHistory({ id, zone }: { readonly id: string; readonly zone: string }) {
  const { data: events, error, refetch } = useBookingHistory(id);
  const { sayWhat, sayWhen } = useHappening(zone);
  if (events === undefined) {
    return error === null ? <LoadingRows rows={1} height={40} /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  return (
    <ol className={classes['history']}>
      {events.map((event) => (
        <li key={`${event.occurred_at} ${event.type}`}>
          <Text size="sm">{sayWhat(event)}</Text>
          <Text size="sm" c="dimmed">
            {sayWhen(event)}
          </Text>
        </li>
      ))}
    </ol>
  );
}
