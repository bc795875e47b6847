import { Alert, Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState, type FormEvent } from 'react';
import { useTexts } from '../language/language.tsx';
import { useAnnounce } from '../shell/announcements.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useStillThere, useToldIfGone } from '../shell/still-there.ts';
import { WorkingButton } from '../shell/working-button.tsx';
import { OfferOutcomes } from './offer-outcomes.tsx';
import type { OfferFormProps } from './offer-one.tsx';
import { expandSeries } from './offer-series.ts';
import { OFFER_TEXTS } from './offer-texts.ts';
import { isWorthRepeating, useOffering, type Offer, type OfferOutcome } from './offering.ts';
import { faultIn, faultOfSeries, planOf, seriesOnClock, type SeriesFields } from './series-fields.ts';
import { SeriesInputs } from './series-inputs.tsx';
import { SeriesPreview } from './series-preview.tsx';
import { SERIES_TEXTS } from './series-texts.ts';

const NOTHING = { visits: [], past: 0, missing: [], isCut: false } as const;

/** Offers a series of visits, and then says which were taken and which not. */
export function OfferSeries({ visit, propertyId, zone, typed, onTyped, onClose }: OfferFormProps<SeriesFields>) {
  const texts = useTexts(SERIES_TEXTS);
  const problems = useTexts(OFFER_TEXTS);
  const [openedAt] = useState(() => Date.now());
  const fields = useMemo(() => typed ?? seriesOnClock(visit, zone, openedAt), [typed, visit, zone, openedAt]);
  const [isSent, setSent] = useState(false);
  const series = useMemo(() => (faultIn(fields) === null ? expandSeries(planOf(fields, zone), Date.now()) : NOTHING), [fields, zone]);
  const fault = faultIn(fields) ?? faultOfSeries(series);
  const { outcomes, done, offering, offer } = useSeriesOffering();
  if (outcomes !== null) {
    const again = outcomes.filter(({ problem }) => problem !== null && isWorthRepeating(problem)).map((outcome) => outcome.offer);
    return <OfferOutcomes outcomes={outcomes} zone={zone} isBusy={offering.isPending} again={again.length} onAgain={() => offer(again)} onClose={onClose} />;
  }
  const send = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (fault === null && propertyId !== null) {
      offer(series.visits.map((each) => ({ property_id: propertyId, ...each })));
    }
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        <SeriesInputs fields={fields} onChange={(changed) => onTyped({ ...fields, ...changed })} />
        {fault === null && <SeriesPreview series={series} zone={zone} />}
        {/* What fits can be seen at once; what is missing is said when it is asked for. */}
        {fault !== null && (isSent || fault !== 'incomplete') && <Alert color="red" variant="outline" role="alert" title={texts.faults[fault]} />}
        {isSent && propertyId === null && <Alert color="red" variant="outline" role="alert" title={problems.noProperty} />}
        {offering.error !== null && <ProblemNotice error={offering.error} />}
        <Group>
          <WorkingButton type="submit" isWorking={offering.isPending} disabled={fault === 'too_many'} mih={44}>
            {texts.offer(series.visits.length)}
          </WorkingButton>
          <Button variant="default" onClick={onClose} mih={44}>
            {texts.cancel}
          </Button>
        </Group>
        <div role="status">{offering.isPending && texts.offering(done, series.visits.length)}</div>
      </Stack>
    </form>
  );
}

/** Offers several and keeps what came of each; those tried again replace what came of them before. Whoever closed the dialog meanwhile is told how many were taken. */
function useSeriesOffering() {
  const texts = useTexts(SERIES_TEXTS);
  const announce = useAnnounce();
  const isThere = useStillThere();
  const failed = useToldIfGone(texts.several);
  const { offerAll } = useOffering();
  const [outcomes, setOutcomes] = useState<readonly OfferOutcome[] | null>(null);
  const [done, setDone] = useState(0);
  const offering = useMutation({
    mutationFn: (offers: readonly Offer[]) => offerAll(offers, setDone),
    onSuccess(answers) {
      setOutcomes((before) => merged(before ?? [], answers));
      if (!isThere()) {
        const taken = answers.filter(({ problem }) => problem === null).length;
        announce(texts.summary(taken, answers.length), taken === answers.length ? 'done' : 'refused');
      }
    },
    onError: (error) => failed(error),
  });
  const offer = (offers: readonly Offer[]) => {
    setDone(0);
    offering.mutate(offers);
  };
  return { outcomes, done, offering, offer };
}

function merged(before: readonly OfferOutcome[], answers: readonly OfferOutcome[]): readonly OfferOutcome[] {
  const starts = new Set(answers.map(({ offer }) => offer.start_time));
  return [...before.filter(({ offer }) => !starts.has(offer.start_time)), ...answers].toSorted((one, other) =>
    one.offer.start_time.localeCompare(other.offer.start_time),
  );
}
