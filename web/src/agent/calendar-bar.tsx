import { ActionIcon, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { writeDay, writeZone } from '../visit/visit-time.ts';
import type { CalendarChoice } from './calendar-address.ts';
import classes from './calendar-page.module.css';
import { rangeOf, type CalendarView } from './calendar-range.ts';
import { Choice } from './choice.tsx';
import { addDays, startOfDay } from './wall-clock.ts';

const TEXTS = inBothLanguages(
  {
    today: 'Today',
    before: { week: 'Previous week', list: 'Previous week', day: 'Previous day' },
    after: { week: 'Next week', list: 'Next week', day: 'Next day' },
    view: 'View',
    views: { week: 'Week', day: 'Day', list: 'List' },
    zone: 'Time zone of the calendar',
    timesIn: (zone: string) => `Times in ${zone}`,
    days: (first: string, last: string) => `${first} to ${last}`,
  },
  {
    today: 'Hoje',
    before: { week: 'Semana anterior', list: 'Semana anterior', day: 'Dia anterior' },
    after: { week: 'Semana seguinte', list: 'Semana seguinte', day: 'Dia seguinte' },
    view: 'Vista',
    views: { week: 'Semana', day: 'Dia', list: 'Lista' },
    zone: 'Fuso horário do calendário',
    timesIn: (zone: string) => `Horas em ${zone}`,
    days: (first: string, last: string) => `${first} a ${last}`,
  },
);

export interface CalendarPlace {
  readonly view: CalendarView;
  /** A day of the week or the day that is shown. */
  readonly day: string;
  readonly zone: string;
}

/** Which days are shown, how, and in which zone. */
export function CalendarBar(props: {
  readonly place: CalendarPlace;
  readonly zones: readonly string[];
  readonly views: readonly CalendarView[];
  readonly onChoose: (chosen: Partial<CalendarChoice>) => void;
}) {
  const { place, zones, views, onChoose } = props;
  const { language } = useLanguage();
  const texts = useTexts(TEXTS);
  const { first, days } = rangeOf(place);
  const times = { zone: place.zone, language };
  const write = (day: string) => writeDay(startOfDay(day, place.zone), times);
  return (
    <div className={classes['bar']}>
      <Group gap="xs" wrap="nowrap">
        <ActionIcon variant="default" size={44} aria-label={texts.before[place.view]} onClick={() => onChoose({ day: addDays(place.day, -days) })}>
          <IconChevronLeft aria-hidden size={20} />
        </ActionIcon>
        <Button variant="default" h={44} onClick={() => onChoose({ day: null })}>
          {texts.today}
        </Button>
        <ActionIcon variant="default" size={44} aria-label={texts.after[place.view]} onClick={() => onChoose({ day: addDays(place.day, days) })}>
          <IconChevronRight aria-hidden size={20} />
        </ActionIcon>
      </Group>
      <Text fw={700} aria-live="polite" className={classes['days'] ?? ''}>
        {days === 1 ? write(first) : texts.days(write(first), write(addDays(first, days - 1)))}
      </Text>
      <SegmentedControl
        aria-label={texts.view}
        value={place.view}
        data={views.map((view) => ({ value: view, label: texts.views[view] }))}
        onChange={(chosen) => onChoose({ view: views.find((view) => view === chosen) ?? place.view })}
      />
      {zones.length > 1 ? (
        <Choice label={texts.zone} w={352} maw="100%" data={zones.map((zone) => ({ value: zone, label: writeZone({ zone, language }) }))} value={place.zone} allowDeselect={false} onChange={(zone) => zone !== null && onChoose({ zone })} />
      ) : (
        <Text size="sm" c="dimmed">
          {texts.timesIn(writeZone(times))}
        </Text>
      )}
    </div>
  );
}
