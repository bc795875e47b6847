import { Alert, Anchor, Button, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconMoodSad } from '@tabler/icons-react';
import { useId } from 'react';
import { Link } from 'react-router';
import type { Booking, Property, Slot } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useProperty, usePropertyNaming, useVisitTimes } from '../visit/property-name.tsx';
import { writeDate, writeDay, writeTimes, writeWeekday } from '../visit/visit-time.ts';
import { nearestTo } from './days.ts';
import { stillOpen, type LossReason, type whyLost } from './loss.ts';
import classes from './lost-slot.module.css';

const OFFERED = 6;

interface LostTexts {
  readonly reasons: Record<LossReason | 'unknown', { readonly title: string; readonly advice: string }>;
  readonly noteKept: string;
  readonly left: string;
  readonly nothingLeft: string;
  readonly visits: string;
}

const TEXTS = inBothLanguages<LostTexts>(
  {
    reasons: {
      unknown: { title: 'This time has just gone', advice: 'Sorry about that.' },
      taken: { title: 'Somebody was a moment faster', advice: 'Sorry, this time has just been booked.' },
      withdrawn: { title: 'The agency has withdrawn this time', advice: 'Sorry, it cannot be visited then.' },
      started: { title: 'This time has already begun', advice: 'Visits can be booked until they begin.' },
      overlap: { title: 'You have another visit at that time', advice: 'Cancel that one first, or choose a time that does not overlap.' },
      agent_busy: { title: 'The agent is on another visit then', advice: 'Sorry, they have just been booked elsewhere at that time.' },
      yours: { title: 'This visit is already yours', advice: 'You booked it before.' },
    },
    noteKept: 'Your note is kept.',
    left: 'Still free, near that time',
    nothingLeft: 'Nothing else is free just now. New times appear here by themselves.',
    visits: 'My visits',
  },
  {
    reasons: {
      unknown: { title: 'Este horário acabou de deixar de estar livre', advice: 'Lamentamos.' },
      taken: { title: 'Alguém foi um pouco mais rápido', advice: 'Lamentamos, este horário acabou de ser marcado.' },
      withdrawn: { title: 'A agência retirou este horário', advice: 'Lamentamos, já não é possível visitar a essa hora.' },
      started: { title: 'Este horário já começou', advice: 'As visitas podem ser marcadas até começarem.' },
      overlap: { title: 'Já tem outra visita a essa hora', advice: 'Cancele primeiro essa visita, ou escolha um horário que não se sobreponha.' },
      agent_busy: { title: 'O agente tem outra visita a essa hora', advice: 'Lamentamos, acabou de ficar ocupado noutro imóvel.' },
      yours: { title: 'Esta visita já é sua', advice: 'Já a tinha marcado.' },
    },
    noteKept: 'A sua nota foi guardada.',
    left: 'Ainda livres, perto dessa hora',
    nothingLeft: 'De momento não há mais nada livre. Os novos horários aparecem aqui automaticamente.',
    visits: 'As minhas visitas',
  },
);

/** Says kindly why the time is gone, and offers what is left near it. */
export function LostSlot(props: {
  readonly slot: Slot;
  readonly property: Property | null;
  readonly loss: ReturnType<typeof whyLost> | null;
  /** False until it was asked why: nothing is said before, lest it be corrected at once. */
  readonly isKnown: boolean;
  readonly free: readonly Slot[];
  readonly hasNote: boolean;
  readonly onChoose: (slot: Slot) => void;
}) {
  const { slot, property, loss, isKnown, free, hasNote, onChoose } = props;
  const texts = useTexts(TEXTS);
  const times = useVisitTimes(property);
  const headingId = useId();
  const { title, advice } = texts.reasons[loss?.reason ?? 'unknown'];
  const left = nearestTo(slot.start_time, stillOpen(free, slot, loss), OFFERED);
  return (
    <Stack gap="sm">
      {isKnown && (
        <Alert color="yellow" variant="outline" icon={<IconMoodSad aria-hidden />} title={title} role="alert">
          {advice} {hasNote && loss?.reason !== 'yours' && texts.noteKept}
          {loss?.booking != null && <OwnVisit booking={loss.booking} />}
        </Alert>
      )}
      {left.length === 0 && <Text>{texts.nothingLeft}</Text>}
      {left.length > 0 && (
        <section aria-labelledby={headingId}>
          <Title order={3} size="h5" mb="xs" id={headingId}>
            {texts.left}
          </Title>
          <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
            {left.map((other) => (
              <Button key={other.id} variant="outline" size="md" h="auto" py="xs" px={4} onClick={() => onChoose(other)}>
                <span className={classes['when']}>
                  {writeWeekday(other.start_time, times)} {writeDate(other.start_time, times)}
                  <br />
                  {writeTimes(other, times)}
                </span>
              </Button>
            ))}
          </SimpleGrid>
        </section>
      )}
    </Stack>
  );
}

/** The visit of their own that it is about, told in its own place's time. */
function OwnVisit({ booking }: { readonly booking: Booking }) {
  const texts = useTexts(TEXTS);
  const nameOf = usePropertyNaming();
  const { data: property } = useProperty(booking.property_id);
  const times = useVisitTimes(property);
  return (
    <Text size="sm" mt="xs">
      {nameOf(booking.property_id, property)}, {writeDay(booking.start_time, times)}, {writeTimes(booking, times)}.{' '}
      <Anchor component={Link} to="/visits" inherit underline="always">
        {texts.visits}
      </Anchor>
    </Text>
  );
}
