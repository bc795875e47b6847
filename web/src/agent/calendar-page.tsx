import { Button, Stack } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useCallback, useRef, useState } from 'react';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { focusAfterDialog } from '../shell/focus-kept.ts';
import { Page } from '../shell/page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { Agenda } from './agenda.tsx';
import { Calendar } from './calendar.tsx';
import classes from './calendar-page.module.css';
import { useFocusInGrid } from './focus-in-grid.ts';
import { OfferDialog } from './offer-dialog.tsx';
import type { PlannedVisit } from './offer-series.ts';
import { useProperties } from './properties.ts';
import { SlotDialog } from './slot-dialog.tsx';
import { useCalendarZones } from './calendar-zones.ts';

const TEXTS = inBothLanguages(
  { title: 'Calendar', offer: 'Offer a visit', calendar: 'Your slots' },
  { title: 'Calendário', offer: 'Oferecer uma visita', calendar: 'Os seus horários' },
);

/** The agent's start: today, what is next, and the week. */
export function CalendarPage() {
  const texts = useTexts(TEXTS);
  const properties = useProperties();
  const { zone, zones, choose } = useCalendarZones(properties);
  const [slotId, setSlotId] = useState<string | null>(null);
  const [offer, setOffer] = useState<{ readonly visit: PlannedVisit | null } | null>(null);
  const ground = useRef<HTMLDivElement>(null);
  const onFreeTime = useCallback((visit: PlannedVisit) => setOffer({ visit }), []);
  // What opened a dialog may be drawn anew by then, and the focus would be lost.
  const keepFocus = () => focusAfterDialog(ground.current);
  useFocusInGrid(ground);
  const action = (
    <Button leftSection={<IconCalendarPlus aria-hidden size={20} />} mih={44} onClick={() => setOffer({ visit: null })}>
      {texts.offer}
    </Button>
  );
  return (
    <Page title={texts.title} action={action}>
      {properties.error !== null && <ProblemNotice error={properties.error} />}
      <Agenda properties={properties} zone={zone} onSlot={setSlotId} />
      <Stack component="section" ref={ground} tabIndex={-1} aria-label={texts.calendar} className={classes['ground'] ?? ''}>
        <Calendar properties={properties} zone={zone} zones={zones} onZone={choose} onSlot={setSlotId} onFreeTime={onFreeTime} />
      </Stack>
      <SlotDialog id={slotId} properties={properties} onClose={() => setSlotId(null)} onClosed={keepFocus} />
      <OfferDialog offer={offer} properties={properties} zone={zone} onClose={() => setOffer(null)} onClosed={keepFocus} />
    </Page>
  );
}
