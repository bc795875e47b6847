import FullCalendar, { type CalendarOptions, type CalendarRef, type DateSelectInfo, type EventInput } from '@fullcalendar/react';
import interactionPlugin from '@fullcalendar/react/interaction';
import themePlugin from '@fullcalendar/react/themes/classic';
import timeGridPlugin from '@fullcalendar/react/timegrid';
import '@fullcalendar/react/skeleton.css';
import '@fullcalendar/react/themes/classic/theme.css';
import { useEffect, useMemo, useRef } from 'react';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { localeOf } from '../language/locale.ts';
import classes from './calendar-grid.module.css';
import { hoursOf, type CalendarSlot } from './calendar-slots.ts';
import type { PlannedVisit } from './offer-series.ts';
import { StatusIcon, useStatusTexts } from './status-mark.tsx';
import { wallClockOf } from './wall-clock.ts';

const TEXTS = inBothLanguages(
  { until: (time: string) => `until ${time}`, more: (count: number) => `${count} more`, close: 'Close', events: 'Visits', timed: 'By the hour' },
  { until: (time: string) => `até ${time}`, more: (count: number) => `mais ${count}`, close: 'Fechar', events: 'Visitas', timed: 'Por horas' },
);

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** What is the same in every calendar: the toolbar is our own, and free time can be dragged over in quarters of an hour. */
const LOOKS = {
  plugins: [timeGridPlugin, interactionPlugin, themePlugin],
  firstDay: 1,
  headerToolbar: false,
  allDaySlot: false,
  nowIndicator: true,
  height: 'auto',
  slotDuration: '00:30',
  slotMinHeight: 36,
  snapDuration: '00:15',
  slotHeaderInterval: '01:00',
  slotHeaderFormat: CLOCK,
  eventTimeFormat: CLOCK,
  dayHeaderFormat: { weekday: 'short', day: 'numeric', month: 'short' },
  slotEventOverlap: false,
  eventMinHeight: 24,
  selectable: true,
  selectMirror: true,
  selectMinDistance: 4,
  selectLongPressDelay: 400,
} as const satisfies CalendarOptions;

/** A week or a day of slots on a grid of hours, in one zone. Free time is dragged over to offer a visit there. */
export function CalendarGrid(props: {
  readonly slots: readonly CalendarSlot[];
  readonly zone: string;
  readonly day: string;
  readonly view: 'week' | 'day';
  readonly onSlot: (id: string) => void;
  readonly onFreeTime: (visit: PlannedVisit) => void;
}) {
  const { slots, zone, day, view, onSlot, onFreeTime } = props;
  const { language } = useLanguage();
  const texts = useTexts(TEXTS);
  const calendar = useRef<CalendarRef>(null);
  const viewType = view === 'week' ? 'timeGridWeek' : 'timeGridDay';
  const events = useMemo(() => slots.map(eventOf), [slots]);
  const byId = useMemo(() => new Map(slots.map((slot) => [slot.id, slot])), [slots]);
  const hours = hoursOf(slots, zone);
  useEffect(() => {
    // Outside React's own work: the calendar draws at once.
    queueMicrotask(() => calendar.current?.getApi().changeView(viewType, day));
  }, [viewType, day]);
  const select = ({ start, end, view: { calendar: api } }: DateSelectInfo) => {
    api.unselect();
    onFreeTime({ start_time: start.toISOString(), end_time: end.toISOString() });
  };
  return (
    <div className={classes['calendar']}>
      <FullCalendar
        ref={calendar}
        {...LOOKS}
        initialView={viewType}
        initialDate={day}
        timeZone={zone}
        locale={localeOf(language)}
        slotMinTime={hours.from}
        slotMaxTime={hours.to}
        events={events}
        eventContent={({ event, timeText, isStart }) => <SlotOnGrid slot={byId.get(event.id)} zone={zone} timeText={timeText} isStart={isStart} />}
        eventClass={({ event }) => classes[byId.get(event.id)?.status ?? 'offering'] ?? ''}
        eventClick={({ event }) => onSlot(event.id)}
        select={select}
        // A visit over midnight has no form to be offered in, and a hand that slips sideways does not mean one.
        selectAllow={({ start, end }) => isWithinDay(start, end, zone)}
        moreLinkText={texts.more}
        closeHint={texts.close}
        eventsHint={texts.events}
        timedText={texts.timed}
      />
    </div>
  );
}

function isWithinDay(start: Date, end: Date, zone: string): boolean {
  const dayAt = (time: number) => wallClockOf(new Date(time).toISOString(), zone).day;
  return dayAt(start.getTime()) === dayAt(end.getTime() - 1);
}

function eventOf({ id, start_time: start, end_time: end, propertyName: title }: CalendarSlot): EventInput {
  return { id, start, end, title };
}

/** What stands in a slot's place; without a slot it is the time that is just being dragged over. */
function SlotOnGrid({ slot, zone, timeText, isStart }: { readonly slot: CalendarSlot | undefined; readonly zone: string; readonly timeText: string; readonly isStart: boolean }) {
  const texts = useTexts(TEXTS);
  const statuses = useStatusTexts();
  if (slot === undefined) {
    return <div className={classes['text']}>{timeText}</div>;
  }
  const [start, end] = [slot.start_time, slot.end_time].map((instant) => wallClockOf(instant, zone).time);
  return (
    <div className={classes['text']}>
      <span className="visually-hidden">
        {start}–{end}, {statuses[slot.status]},{' '}
      </span>
      <span className={classes['time']} aria-hidden>
        <StatusIcon status={slot.status} size={14} />
        {/* Where it ends can be read on the grid; of a visit over midnight each day has a piece. */}
        {isStart ? start : texts.until(end ?? '')}
      </span>
      <span className={classes['title']}>{slot.applicant === null ? slot.propertyName : `${slot.applicant} · ${slot.propertyName}`}</span>
    </div>
  );
}
