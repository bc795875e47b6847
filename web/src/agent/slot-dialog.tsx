import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { useApi } from '../api/context.tsx';
import type { Booking, Slot } from '../api/contract.ts';
import { answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { useFocusKept } from '../shell/focus-kept.ts';
import { LoadingRows } from '../shell/page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useNow } from '../visit/now.ts';
import { writeDay, writeTimes, writeZone } from '../visit/visit-time.ts';
import { useBooking } from './booking.ts';
import { BookingFacts } from './booking-facts.tsx';
import { CancelBooking, useCancellingTexts, WithdrawSlot } from './cancelling.tsx';
import type { Properties } from './properties.ts';
import { StatusMark } from './status-mark.tsx';
import { TextLink } from './text-link.tsx';

const TEXTS = inBothLanguages(
  {
    title: (property: string) => `Visit: ${property}`,
    visit: 'Visit',
    close: 'Close',
    started: 'This visit has started or is over; it can no longer be changed.',
    free: 'Nobody has booked this time yet.',
    bookingPage: 'Open the booking',
    propertyPage: 'Open the property',
  },
  {
    title: (property: string) => `Visita: ${property}`,
    visit: 'Visita',
    close: 'Fechar',
    started: 'Esta visita já começou ou terminou; já não pode ser alterada.',
    free: 'Ainda ninguém marcou este horário.',
    bookingPage: 'Abrir a marcação',
    propertyPage: 'Abrir o imóvel',
  },
);

/** Everything about one slot, and what can be done with it. `id` null: closed. */
export function SlotDialog(props: { readonly id: string | null; readonly properties: Properties; readonly onClose: () => void; readonly onClosed: () => void }) {
  const { id, properties, onClose, onClosed } = props;
  const texts = useTexts(TEXTS);
  const { data: slot } = useSlot(id);
  const title = slot === undefined ? texts.visit : texts.title(properties.nameOf(slot.property_id));
  return (
    <Modal opened={id !== null} onClose={onClose} onExitTransitionEnd={onClosed} title={title} centered closeButtonProps={{ 'aria-label': texts.close, size: 'lg' }}>
      {id !== null && <SlotDetails key={id} id={id} properties={properties} onClose={onClose} />}
    </Modal>
  );
}

function useSlot(id: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: QUERY.slot(id ?? ''),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/slots/{id}', { params: { path: { id: id ?? '' } }, signal }))).slot,
    enabled: id !== null,
  });
}

function SlotDetails({ id, properties, onClose }: { readonly id: string; readonly properties: Properties; readonly onClose: () => void }) {
  const texts = useTexts(TEXTS);
  const { language } = useLanguage();
  const { data: slot, error, refetch } = useSlot(id);
  // Somebody may book it while a question about it is asked, which is another one then.
  const when = useRef<HTMLDivElement>(null);
  const focus = useFocusKept(when);
  if (slot === undefined) {
    return error === null ? <LoadingRows rows={2} /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  const zone = properties.zoneOf(slot.property_id);
  const times = { zone, language };
  return (
    <Stack gap="md" {...focus}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <div ref={when} tabIndex={-1} className="quiet-focus">
          <Text fw={700}>{writeDay(slot.start_time, times)}</Text>
          <Text fw={700}>{writeTimes(slot, times)}</Text>
          <Text size="sm" c="dimmed">
            {writeZone(times)}
          </Text>
        </div>
        <StatusMark status={slot.status} />
      </Group>
      <div>
        <Text>{properties.find(slot.property_id)?.address}</Text>
        <TextLink to={`/properties/${slot.property_id}`}>
          {texts.propertyPage}
        </TextLink>
      </div>
      {slot.booking_id === null ? (
        <SlotActions slot={slot} booking={undefined} onClose={onClose}>
          {slot.status === 'available' && <Text c="dimmed">{texts.free}</Text>}
        </SlotActions>
      ) : (
        <BookedSlot slot={slot} bookingId={slot.booking_id} zone={zone} onClose={onClose} />
      )}
    </Stack>
  );
}

function BookedSlot(props: { readonly slot: Slot; readonly bookingId: string; readonly zone: string; readonly onClose: () => void }) {
  const { slot, bookingId, zone, onClose } = props;
  const texts = useTexts(TEXTS);
  const { data: booking, error, refetch } = useBooking(bookingId);
  if (booking === undefined) {
    return error === null ? <LoadingRows rows={2} /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  return (
    <SlotActions slot={slot} booking={booking} onClose={onClose}>
      <BookingFacts booking={booking} zone={zone} />
      <TextLink to={`/bookings/${booking.id}`}>
        {texts.bookingPage}
      </TextLink>
    </SlotActions>
  );
}

/** What is known of the slot, then what can be done with it; once something is chosen, the question whether to. */
function SlotActions(props: { readonly slot: Slot; readonly booking: Booking | undefined; readonly onClose: () => void; readonly children: ReactNode }) {
  const { slot, booking, onClose, children } = props;
  const texts = useTexts(TEXTS);
  const words = useCancellingTexts();
  const [asked, setAsked] = useState<'cancel' | 'withdraw' | null>(null);
  // Whoever thinks better of it is back at the button that asked.
  const [kept, setKept] = useState<typeof asked>(null);
  const isAhead = Date.parse(slot.start_time) > useNow().getTime();
  const keep = () => {
    setKept(asked);
    setAsked(null);
  };
  const steps = { onDone: onClose, onKeep: keep };
  if (asked === 'cancel' && booking !== undefined) {
    return <CancelBooking booking={booking} {...steps} />;
  }
  if (asked === 'withdraw') {
    return <WithdrawSlot slot={slot} booking={booking} {...steps} />;
  }
  return (
    <>
      {children}
      {!isAhead && slot.status !== 'cancelled' && <Text c="dimmed">{texts.started}</Text>}
      {isAhead && slot.status !== 'cancelled' && (
        <Group>
          {booking !== undefined && (
            <Button variant="default" autoFocus={kept === 'cancel'} onClick={() => setAsked('cancel')} mih={44}>
              {words.cancelBooking}
            </Button>
          )}
          <Button variant="default" autoFocus={kept === 'withdraw'} onClick={() => setAsked('withdraw')} mih={44}>
            {words.withdraw}
          </Button>
        </Group>
      )}
    </>
  );
}
