import { Skeleton, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { useParams } from 'react-router';
import type { Property, Slot } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useDialogStep } from '../shell/dialog.ts';
import { focusAfterDialog } from '../shell/focus-kept.ts';
import { NoSuchPage } from '../shell/no-such-page.tsx';
import { EmptyState, LoadingRows, Page } from '../shell/page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { propertyIdIn } from '../visit/property-id.ts';
import { useProperty, usePropertyNaming, useVisitTimes } from '../visit/property-name.tsx';
import { writeZone } from '../visit/visit-time.ts';
import { useAvailability } from './availability.ts';
import { BookDialog } from './book-dialog.tsx';
import { useMyBookings } from './bookings.ts';
import { FreeVisits } from './free-visits.tsx';
import { VisitHere } from './visit-here.tsx';

const TEXTS = inBothLanguages(
  {
    loading: 'Property',
    zone: (zone: string) => `Time zone: ${zone}`,
    none: 'No free visits just now',
    noneAdvice: 'When the agency offers new times, or somebody cancels, they appear here by themselves.',
  },
  {
    loading: 'Imóvel',
    zone: (zone: string) => `Fuso horário: ${zone}`,
    none: 'De momento não há visitas livres',
    noneAdvice: 'Quando a agência oferecer novos horários, ou alguém cancelar, aparecem aqui automaticamente.',
  },
);

/** One property: when it can be visited, and booking a visit. It need not be described for that. */
export function PropertyPage() {
  const id = propertyIdIn(useParams()['id']);
  return id === null ? <NoSuchPage /> : <PropertyVisits key={id} id={id} />;
}

function PropertyVisits({ id }: { readonly id: string }) {
  const texts = useTexts(TEXTS);
  const nameOf = usePropertyNaming();
  const { data: property, error, refetch } = useProperty(id);
  if (property === undefined) {
    return (
      <Page title={texts.loading} lead={<Skeleton height={45} width="80%" />}>
        {error === null ? <LoadingRows rows={4} height={64} /> : <ProblemNotice error={error} onRetry={() => void refetch()} />}
      </Page>
    );
  }
  return (
    <Page title={nameOf(id, property)} lead={<Where property={property} />}>
      <Visits id={id} property={property} />
    </Page>
  );
}

function Where({ property }: { readonly property: Property | null }) {
  const texts = useTexts(TEXTS);
  const times = useVisitTimes(property);
  return (
    <>
      {property?.address != null && property.title !== null && <Text>{property.address}</Text>}
      <Text size="sm">{texts.zone(writeZone(times))}</Text>
    </>
  );
}

function Visits({ id, property }: { readonly id: string; readonly property: Property | null }) {
  const texts = useTexts(TEXTS);
  const { data: slots, error, refetch } = useAvailability(id);
  const bookings = useMyBookings();
  const [chosen, setChosen] = useState<Slot | null>(null);
  const dialog = useDialogStep('book');
  const section = useRef<HTMLDivElement>(null);
  const choose = (slot: Slot) => {
    setChosen(slot);
    dialog.open(slot.id);
  };
  return (
    <Stack gap="lg" ref={section} tabIndex={-1} className="quiet-focus">
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(slots === undefined || bookings.isPending) && error === null && <LoadingRows rows={4} height={64} />}
      {slots !== undefined && !bookings.isPending && (
        <>
          <VisitHere propertyId={id} property={property} bookings={bookings.data ?? []} />
          {slots.length === 0 ? <EmptyState title={texts.none} advice={texts.noneAdvice} /> : <FreeVisits slots={slots} property={property} onChoose={choose} />}
          <BookDialog
            slot={chosen}
            isOpen={dialog.of !== null && chosen !== null}
            property={property}
            free={slots}
            onChoose={setChosen}
            onClose={dialog.close}
            onClosed={() => focusAfterDialog(section.current)}
          />
        </>
      )}
    </Stack>
  );
}
