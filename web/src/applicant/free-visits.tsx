import { Button, SimpleGrid, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useId, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Property, Slot } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useFocusKept } from '../shell/focus-kept.ts';
import { useVisitTimes } from '../visit/property-name.tsx';
import { groupByDay, type VisitDay } from '../visit/visit-days.ts';
import { writeDate, writeDay, writeTimes, writeWeekday, type VisitTimes } from '../visit/visit-time.ts';
import { dayToShow } from './days.ts';
import classes from './free-visits.module.css';

const DAYS_AT_FIRST = 8;

const TEXTS = inBothLanguages(
  {
    days: 'Days with free visits',
    free: (count: number) => `${count} free`,
    more: (count: number) => `Show ${count} more ${count === 1 ? 'day' : 'days'}`,
    choose: 'Tap a time to book it.',
    book: (what: string) => `Book ${what}`,
  },
  {
    days: 'Dias com visitas livres',
    free: (count: number) => (count === 1 ? '1 livre' : `${count} livres`),
    more: (count: number) => (count === 1 ? 'Mostrar mais 1 dia' : `Mostrar mais ${count} dias`),
    choose: 'Toque numa hora para a marcar.',
    book: (what: string) => `Marcar ${what}`,
  },
);

/** The days with free visits, and the times of the chosen one; the day stands in the address, so that it can be passed on. */
export function FreeVisits({ slots, property, onChoose }: { readonly slots: readonly Slot[]; readonly property: Property | null; readonly onChoose: (slot: Slot) => void }) {
  const times = useVisitTimes(property);
  const [search, setSearch] = useSearchParams();
  const days = groupByDay(slots, () => times.zone);
  const shown = dayToShow(days, search.get('day'));
  const chooseDay = (day: string) => setSearch({ day }, { replace: true });
  return (
    <>
      <Days days={days} shown={shown} times={times} onChoose={chooseDay} />
      {shown !== null && <TimesOfDay day={shown} times={times} onChoose={onChoose} />}
    </>
  );
}

function Days(props: { readonly days: readonly VisitDay<Slot>[]; readonly shown: VisitDay<Slot> | null; readonly times: VisitTimes; readonly onChoose: (day: string) => void }) {
  const { days, shown, times, onChoose } = props;
  const texts = useTexts(TEXTS);
  const [isWhole, setWhole] = useState(false);
  const headingId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const focus = useFocusKept(heading);
  // The chosen day is never among those left out.
  const visible = days.filter((day, index) => isWhole || index < DAYS_AT_FIRST || day === shown);
  return (
    <Stack gap="sm" {...focus}>
      <Title order={2} size="h4" id={headingId} ref={heading} tabIndex={-1} className="quiet-focus">
        {texts.days}
      </Title>
      <SimpleGrid cols={{ base: 3, xs: 4 }} spacing="xs" verticalSpacing="xs" role="group" aria-labelledby={headingId}>
        {visible.map((day) => (
          <UnstyledButton key={day.day} className={classes['day'] ?? ''} aria-pressed={day === shown} onClick={() => onChoose(day.day)}>
            <DateOf slot={day.visits[0]} times={times} />
            <span className={classes['count']}>{texts.free(day.visits.length)}</span>
          </UnstyledButton>
        ))}
      </SimpleGrid>
      {visible.length < days.length && (
        <Button variant="default" size="md" onClick={() => setWhole(true)}>
          {texts.more(days.length - visible.length)}
        </Button>
      )}
    </Stack>
  );
}

function DateOf({ slot, times }: { readonly slot: Slot | undefined; readonly times: VisitTimes }) {
  return slot === undefined ? null : (
    <>
      <span className={classes['weekday']}>{writeWeekday(slot.start_time, times)} </span>
      <span className={classes['date']}>{writeDate(slot.start_time, times)} </span>
    </>
  );
}

function TimesOfDay({ day, times, onChoose }: { readonly day: VisitDay<Slot>; readonly times: VisitTimes; readonly onChoose: (slot: Slot) => void }) {
  const texts = useTexts(TEXTS);
  const heading = useRef<HTMLHeadingElement>(null);
  const focus = useFocusKept(heading);
  const [first] = day.visits;
  const date = first === undefined ? day.day : writeDay(first.start_time, times);
  return (
    <Stack gap="sm" component="section" {...focus}>
      <div>
        <Title order={2} size="h4" ref={heading} tabIndex={-1} className={`quiet-focus ${classes['date'] ?? ''}`}>
          {date}
        </Title>
        <Text size="sm" c="dimmed">
          {texts.choose}
        </Text>
      </div>
      <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="sm" verticalSpacing="sm">
        {day.visits.map((slot) => (
          <Button key={slot.id} variant="outline" size="lg" className={classes['time'] ?? ''} aria-label={texts.book(`${writeTimes(slot, times)}, ${date}`)} onClick={() => onChoose(slot)}>
            {writeTimes(slot, times)}
          </Button>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
