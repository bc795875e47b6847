import { Button, Group, Modal, Paper, Stack, Text } from '@mantine/core';
import { useParams } from 'react-router';
import type { Booking } from '../api/contract.ts';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { useDialogStep } from '../shell/dialog.ts';
import { LoadingRows, Page } from '../shell/page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useNow } from '../visit/now.ts';
import { writeDay, writeTimes, writeZone } from '../visit/visit-time.ts';
import { useBooking } from './booking.ts';
import { BookingFacts } from './booking-facts.tsx';
import { useShownBy } from './booking-row.tsx';
import { CancelBooking, useCancellingTexts } from './cancelling.tsx';
import { useProperties } from './properties.ts';
import { StatusMark } from './status-mark.tsx';
import { TextLink } from './text-link.tsx';

const TEXTS = inBothLanguages(
  {
    title: 'Booking',
    of: (name: string) => `Booking of ${name}`,
    back: 'All bookings',
    close: 'Close',
    property: 'Open the property',
    started: 'This visit has started or is over; it can no longer be cancelled.',
  },
  {
    title: 'Marcação',
    of: (name: string) => `Marcação de ${name}`,
    back: 'Todas as marcações',
    close: 'Fechar',
    property: 'Abrir o imóvel',
    started: 'Esta visita já começou ou terminou; já não pode ser cancelada.',
  },
);

/** One booking; the mails to agents lead here. */
export function BookingPage() {
  const texts = useTexts(TEXTS);
  const { id = '' } = useParams();
  const { data: booking, error, refetch } = useBooking(id);
  const name = booking?.applicant?.name;
  return (
    <Page title={name === undefined ? texts.title : texts.of(name)}>
      {booking === undefined && error === null && <LoadingRows rows={3} />}
      {booking === undefined && error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {booking !== undefined && <BookingDetails booking={booking} />}
      <div>
        <TextLink to="/bookings">
          {texts.back}
        </TextLink>
      </div>
    </Page>
  );
}

function BookingDetails({ booking }: { readonly booking: Booking }) {
  const texts = useTexts(TEXTS);
  const { language } = useLanguage();
  const properties = useProperties();
  const shownBy = useShownBy();
  const times = { zone: properties.zoneOf(booking.property_id), language };
  return (
    <Paper withBorder p="md" maw={720}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="xs">
          <div>
            <Text fw={700} size="lg">
              {writeDay(booking.start_time, times)}, {writeTimes(booking, times)}
            </Text>
            <Text size="sm" c="dimmed">
              {writeZone(times)}
            </Text>
          </div>
          <StatusMark status={booking.status} />
        </Group>
        <div>
          <Text fw={600}>{properties.nameOf(booking.property_id)}</Text>
          <Text>{properties.find(booking.property_id)?.address}</Text>
          <Text size="sm" c="dimmed">
            {shownBy(booking.agent_id)}
          </Text>
          <TextLink to={`/properties/${booking.property_id}`}>
            {texts.property}
          </TextLink>
        </div>
        <BookingFacts booking={booking} zone={times.zone} level={2} />
        <Cancelling booking={booking} />
      </Stack>
    </Paper>
  );
}

function Cancelling({ booking }: { readonly booking: Booking }) {
  const texts = useTexts(TEXTS);
  const words = useCancellingTexts();
  const { of: asked, open, close } = useDialogStep('cancel');
  const isAhead = Date.parse(booking.start_time) > useNow().getTime();
  const isConfirmed = booking.status === 'confirmed';
  return (
    <>
      {isConfirmed && !isAhead && <Text c="dimmed">{texts.started}</Text>}
      {isConfirmed && isAhead && (
        <Group>
          <Button variant="default" mih={44} onClick={() => open(booking.id)}>
            {words.cancelBooking}
          </Button>
        </Group>
      )}
      <Modal opened={asked === booking.id} onClose={close} title={words.cancelBooking} centered closeButtonProps={{ 'aria-label': texts.close, size: 'lg' }}>
        <CancelBooking booking={booking} onDone={close} onKeep={close} />
      </Modal>
    </>
  );
}
