import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { useProblemSentence } from '../shell/problem-notice.tsx';
import { WorkingButton } from '../shell/working-button.tsx';
import { writeDay, writeTimes } from '../visit/visit-time.ts';
import classes from './offer-outcomes.module.css';
import { OFFER_TEXTS } from './offer-texts.ts';
import type { OfferOutcome } from './offering.ts';
import { SERIES_TEXTS } from './series-texts.ts';

const TEXTS = inBothLanguages(
  {
    notTaken: 'Not offered',
    again: (count: number) => `Try ${count} again`,
    done: 'Done',
  },
  {
    notTaken: 'Não oferecidas',
    again: (count: number) => `Tentar ${count} de novo`,
    done: 'Concluir',
  },
);

/** Which visits of a series are on offer now, which are not, and why. */
export function OfferOutcomes(props: {
  readonly outcomes: readonly OfferOutcome[];
  readonly zone: string;
  readonly isBusy: boolean;
  /** How many of them could be taken if they were tried again. */
  readonly again: number;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}) {
  const { outcomes, zone, isBusy, again, onAgain, onClose } = props;
  const texts = useTexts(TEXTS);
  const title = useRef<HTMLHeadingElement>(null);
  const { summary } = useTexts(SERIES_TEXTS);
  // Also after some were tried again: then it says something else.
  useEffect(() => {
    if (!isBusy) {
      title.current?.focus();
    }
  }, [isBusy]);
  const refused = outcomes.filter(({ problem }) => problem !== null);
  return (
    <Stack gap="md">
      <Title order={3} size="h5" ref={title} tabIndex={-1} className={classes['summary'] ?? ''}>
        {refused.length === 0 ? <IconCircleCheck aria-hidden size={22} /> : <IconAlertTriangle aria-hidden size={22} />}
        {summary(outcomes.length - refused.length, outcomes.length)}
      </Title>
      {refused.length > 0 && (
        <section aria-label={texts.notTaken}>
          <Title order={4} size="h6">
            {texts.notTaken}
          </Title>
          <Refused outcomes={refused} zone={zone} />
        </section>
      )}
      <Group>
        {again > 0 && (
          <WorkingButton isWorking={isBusy} onClick={onAgain} mih={44}>
            {texts.again(again)}
          </WorkingButton>
        )}
        <Button variant={again === 0 ? 'filled' : 'default'} onClick={onClose} mih={44}>
          {texts.done}
        </Button>
      </Group>
    </Stack>
  );
}

/** When each was to be, and why it is not on offer. */
function Refused({ outcomes, zone }: { readonly outcomes: readonly OfferOutcome[]; readonly zone: string }) {
  const { language } = useLanguage();
  const reasonFor = useReason();
  const times = { zone, language };
  return (
    <ul className={classes['refused']}>
      {outcomes.map(({ offer, problem }) => (
        <li key={offer.start_time}>
          <Text size="sm" fw={600}>
            {writeDay(offer.start_time, times)}, {writeTimes(offer, times)}
          </Text>
          {problem !== null && <Text size="sm">{reasonFor(problem)}</Text>}
        </li>
      ))}
    </ul>
  );
}

function useReason() {
  const problems = useTexts(OFFER_TEXTS);
  const sentence = useProblemSentence();
  return (problem: NonNullable<OfferOutcome['problem']>) => (problem.code === 'conflict' ? `${problems.overlap}.` : sentence(problem));
}
