import { Paper, Skeleton, Text, Title, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Slot } from '../api/contract.ts';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { writeDay, writeTimes, writeZone } from '../visit/visit-time.ts';
import { useNow } from '../visit/now.ts';
import classes from './agenda.module.css';
import { useBooking } from './booking.ts';
import type { Properties } from './properties.ts';
import { useBookedSlots } from './slots.ts';
import { startOfDay, today, wallClockOf } from './wall-clock.ts';

const TEXTS = inBothLanguages(
  {
    today: 'Today',
    next: 'Next',
    noneToday: 'Nobody comes today.',
    noneNext: 'Nothing is booked yet. What you offer here, screened applicants can book.',
    over: 'over',
    underWay: 'under way',
    loading: 'Loading',
  },
  {
    today: 'Hoje',
    next: 'A seguir',
    noneToday: 'Hoje não vem ninguém.',
    noneNext: 'Ainda não há marcações. O que oferecer aqui pode ser marcado pelos candidatos aprovados.',
    over: 'terminada',
    underWay: 'a decorrer',
    loading: 'A carregar',
  },
);

interface AgendaProps {
  readonly properties: Properties;
  /** The IANA zone whose day is today. */
  readonly zone: string;
  readonly onSlot: (id: string) => void;
}

/** What is today and what is next: when, where, who. */
export function Agenda({ properties, zone, onSlot }: AgendaProps) {
  const texts = useTexts(TEXTS);
  const now = useNow().getTime();
  const day = today(zone, now);
  const { data: slots, error, refetch } = useBookedSlots(startOfDay(day, zone));
  if (slots === undefined) {
    return error === null ? (
      <div role="status" aria-label={texts.loading}>
        <Skeleton height={104} radius="md" />
      </div>
    ) : (
      <ProblemNotice error={error} onRetry={() => void refetch()} />
    );
  }
  const ofToday = slots.filter((slot) => wallClockOf(slot.start_time, zone).day === day);
  const next = slots.find((slot) => Date.parse(slot.start_time) > now);
  return (
    <div className={classes['agenda']}>
      <Card title={texts.today} empty={texts.noneToday}>
        {ofToday.map((slot) => (
          <AgendaVisit key={slot.id} slot={slot} properties={properties} usualZone={zone} now={now} onSlot={onSlot} />
        ))}
      </Card>
      <Card title={texts.next} empty={texts.noneNext}>
        {next !== undefined && [<AgendaVisit key={next.id} slot={next} properties={properties} usualZone={zone} now={now} onSlot={onSlot} withDay />]}
      </Card>
    </div>
  );
}

function Card({ title, empty, children }: { readonly title: string; readonly empty: string; readonly children: readonly ReactNode[] | false }) {
  const hasVisits = children !== false && children.length > 0;
  return (
    <Paper component="section" withBorder p="md" aria-label={title}>
      <Title order={2} size="h5" mb="xs">
        {title}
      </Title>
      {hasVisits ? <div className={classes['visits']}>{children}</div> : <Text c="dimmed">{empty}</Text>}
    </Paper>
  );
}

/** The zone is named where it is not the calendar's. */
function AgendaVisit(props: {
  readonly slot: Slot;
  readonly properties: Properties;
  readonly usualZone: string;
  readonly now: number;
  readonly onSlot: (id: string) => void;
  readonly withDay?: boolean;
}) {
  const { slot, properties, usualZone, now, onSlot, withDay = false } = props;
  const texts = useTexts(TEXTS);
  const { language } = useLanguage();
  const { data: booking } = useBooking(slot.booking_id ?? '');
  const times = { zone: properties.zoneOf(slot.property_id), language };
  const isOver = Date.parse(slot.end_time) <= now;
  const isUnderWay = !isOver && Date.parse(slot.start_time) <= now;
  return (
    <UnstyledButton className={classes['visit'] ?? ''} data-over={isOver} onClick={() => onSlot(slot.id)}>
      <Text fw={700} span>
        {withDay && `${writeDay(slot.start_time, times)}, `}
        {writeTimes(slot, times)}
        {times.zone !== usualZone && ` · ${writeZone(times)}`}
        {isOver && ` (${texts.over})`}
        {isUnderWay && ` (${texts.underWay})`}
      </Text>
      <Text span>{[booking?.applicant?.name, properties.nameOf(slot.property_id)].filter((part) => part !== undefined).join(' · ')}</Text>
    </UnstyledButton>
  );
}
