import { Button, Stack, Title } from '@mantine/core';
import { useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Link } from 'react-router';
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

const PAST_AT_FIRST = 10;

const TEXTS = inBothLanguages(
  {
    title: 'My visits',
    upcoming: 'Upcoming',
    past: 'Past and cancelled',
    none: 'No visits ahead',
    noneAdvice: 'Choose a property and a time that suits you; two taps and it is booked.',
    properties: 'See the properties',
    more: 'Show older visits',
  },
  {
    title: 'As minhas visitas',
    upcoming: 'Próximas',
    past: 'Anteriores e canceladas',
    none: 'Não tem visitas marcadas',
    noneAdvice: 'Escolha um imóvel e um horário que lhe convenha: com dois toques fica marcada.',
    properties: 'Ver os imóveis',
    more: 'Mostrar visitas mais antigas',
  },
);

/** The applicant's visits: those to come, and those that are over or were called off. */
export function VisitsPage() {
  const texts = useTexts(TEXTS);
  const { data: bookings, error, refetch } = useMyBookings();
  return (
    <Page title={texts.title}>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {bookings === undefined && error === null && <LoadingRows rows={2} height={205} />}
      {bookings !== undefined && <Visits bookings={bookings} />}
    </Page>
  );
}

function Visits({ bookings }: { readonly bookings: readonly Booking[] }) {
  const texts = useTexts(TEXTS);
  const { upcoming, past } = sortVisits(bookings, useNow());
  const dialog = useDialogStep('cancel');
  const askToCancel = ({ id }: Booking) => dialog.open(id);
  const toCancel = bookings.find(({ id }) => id === dialog.of) ?? null;
  const [shownPast, setShownPast] = useState(PAST_AT_FIRST);
  const heading = useRef<HTMLHeadingElement>(null);
  const focus = useFocusKept(heading);
  return (
    <Stack gap="xl" {...focus}>
      <VisitList title={texts.upcoming} heading={heading} visits={upcoming} onCancel={askToCancel}>
        {upcoming.length === 0 && (
          <EmptyState
            title={texts.none}
            level={3}
            advice={texts.noneAdvice}
            action={
              <Button component={Link} to="/" size="md">
                {texts.properties}
              </Button>
            }
          />
        )}
      </VisitList>
      {past.length > 0 && (
        <VisitList title={texts.past} visits={past.slice(0, shownPast)} onCancel={askToCancel}>
          {past.length > shownPast && (
            <Button variant="default" size="md" onClick={() => setShownPast(shownPast + PAST_AT_FIRST)}>
              {texts.more}
            </Button>
          )}
        </VisitList>
      )}
      <CancelDialog booking={toCancel} onClose={dialog.close} fallback={heading} />
    </Stack>
  );
}

function VisitList(props: {
  readonly title: string;
  readonly heading?: RefObject<HTMLHeadingElement | null>;
  readonly visits: readonly Booking[];
  readonly onCancel: (booking: Booking) => void;
  readonly children: ReactNode;
}) {
  const { title, heading, visits, onCancel, children } = props;
  const headingId = useId();
  return (
    <Stack component="section" gap="sm" aria-labelledby={headingId}>
      <Title order={2} size="h4" id={headingId} tabIndex={-1} className="quiet-focus" {...(heading === undefined ? {} : { ref: heading })}>
        {title}
      </Title>
      {visits.map((booking) => (
        <MyVisit key={booking.id} booking={booking} onCancel={onCancel} />
      ))}
      {children}
    </Stack>
  );
}
