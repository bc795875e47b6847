import { Alert, Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { useAnnounce } from '../shell/announcements.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useToldIfGone } from '../shell/still-there.ts';
import { WorkingButton } from '../shell/working-button.tsx';
import { writeDay, writeTimes } from '../visit/visit-time.ts';
import { OFFER_TEXTS } from './offer-texts.ts';
import type { PlannedVisit } from './offer-series.ts';
import { useOffering } from './offering.ts';
import { readVisit, visitOnClock, type VisitFields } from './visit-fields.ts';

const TEXTS = inBothLanguages(
  {
    day: 'Day',
    start: 'From',
    end: 'To',
    twice: 'On this day the clocks are put back, and this time comes twice. Which one?',
    first: 'The first time',
    second: 'The second time, an hour later',
    offer: 'Offer this visit',
    cancel: 'Cancel',
    offered: (when: string) => `Offered: ${when}.`,
  },
  {
    day: 'Dia',
    start: 'Das',
    end: 'Às',
    twice: 'Neste dia os relógios atrasam e esta hora acontece duas vezes. Qual delas?',
    first: 'A primeira',
    second: 'A segunda, uma hora depois',
    offer: 'Oferecer esta visita',
    cancel: 'Cancelar',
    offered: (when: string) => `Oferecida: ${when}.`,
  },
);

export interface OfferFormProps<Fields> {
  /** What to start from: instants. */
  readonly visit: PlannedVisit | null;
  readonly propertyId: string | null;
  /** The IANA zone of the property. */
  readonly zone: string;
  /** What was filled in by hand, which stays as it was written wherever the property is; null: nothing yet, and what to start from is told by its clocks. */
  readonly typed: Fields | null;
  readonly onTyped: (fields: Fields) => void;
  readonly onClose: () => void;
}

/** Offers one visit. */
export function OfferOne({ visit, propertyId, zone, typed, onTyped, onClose }: OfferFormProps<VisitFields>) {
  const texts = useTexts(TEXTS);
  const problems = useTexts(OFFER_TEXTS);
  const { language } = useLanguage();
  const announce = useAnnounce();
  const { offerVisit } = useOffering();
  const failed = useToldIfGone(texts.offer);
  const offering = useMutation({
    mutationFn: offerVisit,
    // Said here, so that it is said even where the dialog was closed meanwhile.
    onSuccess(slot) {
      announce(texts.offered(`${writeDay(slot.start_time, { zone, language })}, ${writeTimes(slot, { zone, language })}`));
      onClose();
    },
    onError: (error) => failed(error, isOverlap(error) ? problems.overlap : undefined),
  });
  const [openedAt] = useState(() => Date.now());
  const fields = typed ?? visitOnClock(visit, zone, openedAt);
  const [isSent, setSent] = useState(false);
  const read = readVisit(fields, zone, Date.now());
  const change = (changed: Partial<VisitFields>) => {
    onTyped({ ...fields, ...changed });
    offering.reset();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (read.kind === 'visit' && propertyId !== null) {
      offering.mutate({ property_id: propertyId, ...read.visit });
    }
  };
  const fault = isSent && read.kind === 'fault' ? problems.faults[read.fault] : null;
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        <VisitInputs fields={fields} isTwice={read.isTwice} onChange={change} />
        {fault !== null && <Alert color="red" variant="outline" role="alert" title={fault} />}
        {isSent && propertyId === null && <Alert color="red" variant="outline" role="alert" title={problems.noProperty} />}
        {offering.error !== null && <OfferProblem error={offering.error} />}
        <Group>
          <WorkingButton type="submit" isWorking={offering.isPending} mih={44}>
            {texts.offer}
          </WorkingButton>
          <Button variant="default" onClick={onClose} mih={44}>
            {texts.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Day and times of the visit; which of two, where the clocks show the time twice. */
function VisitInputs(props: { readonly fields: VisitFields; readonly isTwice: boolean; readonly onChange: (changed: Partial<VisitFields>) => void }) {
  const { fields, isTwice, onChange } = props;
  const texts = useTexts(TEXTS);
  return (
    <>
      <TextInput type="date" label={texts.day} required value={fields.day} onChange={(event) => onChange({ day: event.currentTarget.value })} />
      <Group grow align="flex-start">
        <TextInput type="time" label={texts.start} required value={fields.start} onChange={(event) => onChange({ start: event.currentTarget.value })} />
        <TextInput type="time" label={texts.end} required value={fields.end} onChange={(event) => onChange({ end: event.currentTarget.value })} />
      </Group>
      {isTwice && (
        <Radio.Group label={texts.twice} value={fields.occurrence} onChange={(chosen) => onChange({ occurrence: chosen === 'second' ? 'second' : 'first' })}>
          <Radio value="first" label={texts.first} mt="xs" />
          <Radio value="second" label={texts.second} mt="xs" />
        </Radio.Group>
      )}
    </>
  );
}

function isOverlap(error: Error): boolean {
  return error instanceof ApiProblem && error.code === 'conflict';
}

function OfferProblem({ error }: { readonly error: Error }) {
  const problems = useTexts(OFFER_TEXTS);
  if (isOverlap(error)) {
    return (
      <Alert color="red" variant="outline" role="alert" title={problems.overlap}>
        {problems.overlapAdvice}
      </Alert>
    );
  }
  return <ProblemNotice error={error} />;
}
