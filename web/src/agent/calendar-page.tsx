import { Button, Stack } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useAddress } from '../shell/address.ts';
import { useDialogStep } from '../shell/dialog.ts';
import { focusAfterDialog } from '../shell/focus-kept.ts';
import { Page } from '../shell/page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { Agenda } from './agenda.tsx';
import { readCalendarAddress, writeCalendarAddress } from './calendar-address.ts';
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
  const [chosen, choose] = useAddress(readCalendarAddress, writeCalendarAddress);
  const { zone, zones } = useCalendarZones(properties, chosen.zone);
  const slot = useDialogStep('slot');
  const { offer, openOffer, closeOffer } = useOffer();
  const ground = useRef<HTMLDivElement>(null);
  // What opened a dialog may be drawn anew by then, and the focus would be lost.
  const keepFocus = () => focusAfterDialog(ground.current);
  useFocusInGrid(ground);
  const action = (
    <Button leftSection={<IconCalendarPlus aria-hidden size={20} />} mih={44} onClick={() => openOffer(null)}>
      {texts.offer}
    </Button>
  );
  return (
    <Page title={texts.title} action={action}>
      {properties.error !== null && <ProblemNotice error={properties.error} />}
      <Agenda properties={properties} zone={zone} onSlot={slot.open} />
      <Stack component="section" ref={ground} tabIndex={-1} aria-label={texts.calendar} className={classes['ground'] ?? ''}>
        <Calendar properties={properties} zone={zone} zones={zones} chosen={chosen} onChoose={choose} onSlot={slot.open} onFreeTime={openOffer} />
      </Stack>
      <SlotDialog id={slot.of} properties={properties} onClose={slot.close} onClosed={keepFocus} />
      <OfferDialog offer={offer} properties={properties} zone={zone} onClose={closeOffer} onClosed={keepFocus} />
    </Page>
  );
}

/** The dialog that offers visits, and the free time that was dragged over for it. */
function useOffer() {
  const dialog = useDialogStep('offer');
  const [visit, setVisit] = useState<PlannedVisit | null>(null);
  const openOffer = (planned: PlannedVisit | null) => {
    setVisit(planned);
    dialog.open('visits');
  };
  return { offer: dialog.of === null ? null : { visit }, openOffer, closeOffer: dialog.close };
}
