import { Stack, Title } from '@mantine/core';
import { useId, useRef } from 'react';
import type { Booking } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useDialogStep } from '../shell/dialog.ts';
import { useFocusKept } from '../shell/focus-kept.ts';
import { EmptyState, LoadingRows, Page } from '../shell/page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useNow } from '../visit/now.ts';
import { useMyBookings } from './bookings.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { MyVisit } from './my-visit.tsx';
import { sortVisits } from './my-visits.ts';
import { PlaceList } from './place-list.tsx';
import { usePlaces } from './place-queries.ts';

const TEXTS = inBothLanguages(
  {
    title: 'Properties to visit',
    next: 'Your next visit',
    properties: 'Choose a property',
    none: 'No properties yet',
    noneAdvice: 'When your agency tells us of its properties, they appear here. If it sent you a link to one, open that.',
  },
  {
    title: 'Imóveis para visitar',
    next: 'A sua próxima visita',
    properties: 'Escolha um imóvel',
    none: 'Ainda não há imóveis',
    noneAdvice: 'Quando a sua agência nos indicar os imóveis, aparecem aqui. Se lhe enviou uma ligação para um deles, abra-a.',
  },
);

/** Where an applicant begins: their next visit, then what they can visit, of every agency that screened them. */
export function HomePage() {
  const texts = useTexts(TEXTS);
  const bookings = useMyBookings();
  const places = usePlaces();
  const headingId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const focus = useFocusKept(heading);
  const now = useNow();
  const isLoading = places.isPending || bookings.isPending;
  const [next] = sortVisits(bookings.data ?? [], now).upcoming;
  return (
    <Page title={texts.title}>
      <Stack gap="xl" {...focus}>
        {bookings.error !== null && <ProblemNotice error={bookings.error} onRetry={() => void bookings.refetch()} />}
        {places.error !== null && <ProblemNotice error={places.error} onRetry={() => void places.refetch()} />}
        {/* Both or neither: the visit that stands above must not push down what somebody reads already. */}
        {isLoading && <LoadingRows rows={4} height={120} />}
        {!isLoading && next !== undefined && <NextVisit booking={next} />}
        {!isLoading && places.data !== undefined && (
          <Stack component="section" gap="sm" aria-labelledby={headingId}>
            <Title order={2} size="h4" id={headingId} ref={heading} tabIndex={-1} className="quiet-focus">
              {texts.properties}
            </Title>
            {places.data.length === 0 ? <EmptyState level={3} title={texts.none} advice={texts.noneAdvice} /> : <PlaceList places={places.data} />}
          </Stack>
        )}
      </Stack>
    </Page>
  );
}

function NextVisit({ booking }: { readonly booking: Booking }) {
  const texts = useTexts(TEXTS);
  const headingId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const dialog = useDialogStep('cancel');
  return (
    <Stack component="section" gap="sm" aria-labelledby={headingId}>
      <Title order={2} size="h4" id={headingId} ref={heading} tabIndex={-1} className="quiet-focus">
        {texts.next}
      </Title>
      <MyVisit booking={booking} onCancel={({ id }) => dialog.open(id)} />
      <CancelDialog booking={dialog.of === booking.id ? booking : null} onClose={dialog.close} fallback={heading} />
    </Stack>
  );
}
