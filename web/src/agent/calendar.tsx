import { Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useMemo } from 'react';
import type { Booking } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { EmptyState, LoadingRows } from '../shell/page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useNow } from '../visit/now.ts';
import type { CalendarChoice } from './calendar-address.ts';
import { CalendarBar } from './calendar-bar.tsx';
import { CalendarFilters } from './calendar-filters.tsx';
import { CALENDAR_VIEWS, isShown, startsShown, type CalendarView } from './calendar-range.ts';
import { calendarSlots, matching, type SlotFilter } from './calendar-slots.ts';
import type { PlannedVisit } from './offer-series.ts';
import { useMetProperties, type Properties } from './properties.ts';
import { SlotList } from './slot-list.tsx';
import { useBookingsOf, useSlots } from './slots.ts';
import { today } from './wall-clock.ts';

// Large, and a phone shows the list.
const CalendarGrid = lazy(() => import('./calendar-grid.tsx').then((module) => ({ default: module.CalendarGrid })));

const TEXTS = inBothLanguages(
  {
    empty: 'Nothing in these days',
    emptyAdvice: 'Offer a visit, and it will stand here.',
    noMatch: 'Nothing matches',
    noMatchAdvice: 'In these days there is nothing that fits the search and the filters.',
    count: (shown: number, all: number) => (shown === all ? `${all} ${all === 1 ? 'slot' : 'slots'}` : `${shown} of ${all} slots`),
    loading: 'Loading',
    drag: 'Drag over free time to offer a visit there.',
    hold: 'Hold a free time, then drag, to offer a visit there.',
  },
  {
    empty: 'Nada nestes dias',
    emptyAdvice: 'Ofereça uma visita e ela aparecerá aqui.',
    noMatch: 'Nada encontrado',
    noMatchAdvice: 'Nestes dias não há nada que corresponda à procura e aos filtros.',
    count: (shown: number, all: number) => (shown === all ? `${all} ${all === 1 ? 'horário' : 'horários'}` : `${shown} de ${all} horários`),
    loading: 'A carregar',
    drag: 'Arraste sobre um período livre para oferecer uma visita.',
    hold: 'Prima um período livre durante um momento e arraste para oferecer uma visita.',
  },
);

const NOBODY: ReadonlyMap<string, Booking> = new Map();
const PHONE_VIEWS = ['list', 'day'] as const satisfies readonly CalendarView[];

interface CalendarProps {
  readonly properties: Properties;
  readonly zone: string;
  readonly zones: readonly string[];
  readonly chosen: CalendarChoice;
  readonly onChoose: (chosen: CalendarChoice) => void;
  readonly onSlot: (id: string) => void;
  readonly onFreeTime: (visit: PlannedVisit) => void;
}

/** The agent's slots of a week or a day, filtered. */
export function Calendar({ properties, zone, zones, chosen, onChoose, onSlot, onFreeTime }: CalendarProps) {
  const texts = useTexts(TEXTS);
  const now = useNow().getTime();
  const { view, views } = useView(chosen.view);
  const isTouched = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false });
  const { filter } = chosen;
  const place = { view, zone, day: chosen.day ?? today(zone, now) };
  const choose = (part: Partial<CalendarChoice>) => onChoose({ ...chosen, ...part });
  const { slots, shown, isOld, error, retry } = useShown(place, filter, properties);
  const choices = useMemo(() => choicesOf(properties, slots ?? []), [properties, slots]);
  return (
    <>
      <CalendarFilters filter={filter} properties={choices} onChange={(next) => choose({ filter: next })} />
      <CalendarBar place={place} zones={zones} views={views} onChoose={choose} />
      {error !== null && <ProblemNotice error={error} onRetry={retry} />}
      {slots === null && error === null && <LoadingRows rows={4} />}
      {slots !== null && (
        <>
          <Text size="sm" c="dimmed" role="status">
            {isOld ? texts.loading : texts.count(shown.length, slots.length)}
            {view !== 'list' && ` · ${isTouched ? texts.hold : texts.drag}`}
          </Text>
          {view === 'list' && shown.length === 0 && !isOld && <Nothing isFiltered={slots.length > 0} />}
          {view === 'list' && <SlotList slots={shown} zone={zone} onSlot={onSlot} />}
          {view !== 'list' && (
            <Suspense fallback={<LoadingRows rows={4} />}>
              <CalendarGrid slots={shown} zone={zone} day={place.day} view={view} onSlot={onSlot} onFreeTime={onFreeTime} />
            </Suspense>
          )}
        </>
      )}
    </>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  const texts = useTexts(TEXTS);
  return <EmptyState title={isFiltered ? texts.noMatch : texts.empty} advice={isFiltered ? texts.noMatchAdvice : texts.emptyAdvice} />;
}

function useView(chosen: CalendarView | null) {
  // As the shell has it: below this width the navigation is at the bottom.
  const isPhone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const views: readonly CalendarView[] = isPhone ? PHONE_VIEWS : CALENDAR_VIEWS;
  const fallback = isPhone ? 'list' : 'week';
  const view = chosen !== null && views.includes(chosen) ? chosen : fallback;
  return { view, views };
}

function useShown(place: { readonly view: CalendarView; readonly day: string; readonly zone: string }, filter: SlotFilter, properties: Properties) {
  const { view, day, zone } = place;
  const range = useMemo(() => startsShown({ view, day, zone }), [view, day, zone]);
  const { data: read, error, refetch, isPlaceholderData: isOld } = useSlots(range);
  const { data: bookings = NOBODY } = useBookingsOf(range);
  const slots = useMemo(
    () => (read === undefined ? null : calendarSlots(read, bookings, properties).filter((slot) => isShown(slot, { view, day, zone }))),
    [read, bookings, properties, view, day, zone],
  );
  useMetProperties(properties, (read ?? []).map((slot) => slot.property_id));
  const shown = useMemo(() => matching(slots ?? [], filter), [slots, filter]);
  return { slots, shown, isOld, error, retry: () => void refetch() };
}

/** The properties to choose from: those described, and those that are shown without. */
function choicesOf({ list, nameOf }: Properties, slots: readonly { readonly propertyId: string }[]) {
  const ids = new Set([...list.map(({ id }) => id), ...slots.map(({ propertyId }) => propertyId)]);
  return [...ids].map((id) => ({ value: id, label: nameOf(id) }));
}
