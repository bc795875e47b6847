import { Button, type ButtonProps } from '@mantine/core';
import { IconCalendarDown } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { answerOf } from '../api/problem.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useAnnounce } from '../shell/announcements.tsx';
import { useProblemSentence } from '../shell/problem-notice.tsx';

const FILE_NAME = 'visit.ics';

const TEXTS = inBothLanguages(
  { add: 'Add to calendar', saved: `The visit is in the file ${FILE_NAME}: open it to add it to your calendar.` },
  { add: 'Adicionar ao calendário', saved: `A visita está no ficheiro ${FILE_NAME}: abra-o para a adicionar ao seu calendário.` },
);

/** Saves a booking as a calendar file. It is fetched, since a link could not carry the token. `of` says which visit, for those who hear the button. */
export function CalendarFileButton({ bookingId, of, ...look }: ButtonProps & { readonly bookingId: string; readonly of: string }) {
  const texts = useTexts(TEXTS);
  const api = useApi();
  const announce = useAnnounce();
  const sentenceOf = useProblemSentence();
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      answerOf(api.GET('/api/v1/bookings/{id}/calendar', { params: { path: { id: bookingId } }, parseAs: 'text' })),
    onSuccess(file) {
      save(new Blob([file], { type: 'text/calendar;charset=utf-8' }));
      announce(texts.saved);
    },
    onError: (error) => announce(sentenceOf(error), 'refused'),
  });
  return (
    <Button variant="default" leftSection={<IconCalendarDown aria-hidden size={18} />} aria-label={`${texts.add}: ${of}`} loading={isPending} onClick={() => mutate()} {...look}>
      {texts.add}
    </Button>
  );
}

function save(file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = FILE_NAME;
  link.click();
  // The browser reads it after this turn; without the pause some would find nothing there.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
