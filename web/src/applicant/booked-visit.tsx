import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { Booking, Property } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { CalendarFileButton } from '../visit/calendar-file.tsx';
import { usePropertyNaming, useVisitTimes } from '../visit/property-name.tsx';
import { writeDay, writeTimes } from '../visit/visit-time.ts';
import { SlotSummary } from './slot-summary.tsx';

const TEXTS = inBothLanguages(
  { mail: 'A confirmation is on its way to you by e-mail.', visits: 'My visits', done: 'Done' },
  { mail: 'Vai receber uma confirmação por e-mail.', visits: 'As minhas visitas', done: 'Concluir' },
);

/** The visit is booked: what it is, and what to do with it. */
export function BookedVisit({ booking, property, onClose }: { readonly booking: Booking; readonly property: Property | null; readonly onClose: () => void }) {
  const texts = useTexts(TEXTS);
  const nameOf = usePropertyNaming();
  const times = useVisitTimes(property);
  const visit = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone: go on reading here.
  useEffect(() => visit.current?.focus(), []);
  const of = `${nameOf(booking.property_id, property)}, ${writeDay(booking.start_time, times)}, ${writeTimes(booking, times)}`;
  return (
    <Stack gap="md">
      <Group wrap="nowrap" align="flex-start" ref={visit} tabIndex={-1} className="quiet-focus">
        <IconCircleCheck aria-hidden size={32} color="var(--mantine-color-teal-6)" style={{ flexShrink: 0 }} />
        <SlotSummary slot={booking} property={property} />
      </Group>
      <Text>{texts.mail}</Text>
      <CalendarFileButton bookingId={booking.id} of={of} size="md" />
      <Button component={Link} to="/visits" replace variant="default" size="md">
        {texts.visits}
      </Button>
      <Button size="md" onClick={onClose}>
        {texts.done}
      </Button>
    </Stack>
  );
}
