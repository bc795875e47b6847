import type { Booking, Slot } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useAnnounce } from '../shell/announcements.tsx';
import { useToldIfGone } from '../shell/still-there.ts';
import { useCancelBooking, useWithdrawSlot } from './booking.ts';
import { Confirmation } from './confirmation.tsx';

const TEXTS = inBothLanguages(
  {
    keepBooking: 'Keep the booking',
    cancelBooking: 'Cancel the booking',
    cancelQuestion: 'Cancel this booking?',
    onOffer: 'The time goes back on offer, and others can book it.',
    told: (name: string, email: string) => `${name} will be told by e-mail (${email}). The agent who shows the property gets an e-mail too.`,
    bookingCancelled: (name: string) => `The booking is cancelled. ${name} will be told by e-mail.`,
    keepSlot: 'Keep it',
    withdraw: 'Withdraw the visit',
    withdrawQuestion: 'Withdraw this visit?',
    gone: 'This time is not offered any more. That cannot be taken back, but you can offer it anew.',
    nobodyTold: 'Nobody has booked it, so nobody will be told.',
    slotWithdrawn: 'The visit is withdrawn.',
    bothGone: (name: string) => `The visit is withdrawn and its booking cancelled. ${name} will be told by e-mail.`,
    applicant: 'The applicant',
  },
  {
    keepBooking: 'Manter a marcação',
    cancelBooking: 'Cancelar a marcação',
    cancelQuestion: 'Cancelar esta marcação?',
    onOffer: 'O horário volta a ficar disponível e outras pessoas podem marcá-lo.',
    told: (name: string, email: string) => `${name} será avisado(a) por e-mail (${email}). O agente que mostra o imóvel também recebe um e-mail.`,
    bookingCancelled: (name: string) => `A marcação foi cancelada. ${name} será avisado(a) por e-mail.`,
    keepSlot: 'Manter',
    withdraw: 'Retirar a visita',
    withdrawQuestion: 'Retirar esta visita?',
    gone: 'Este horário deixa de estar disponível. Não pode ser desfeito, mas pode oferecê-lo de novo.',
    nobodyTold: 'Ninguém a marcou, por isso ninguém será avisado.',
    slotWithdrawn: 'A visita foi retirada.',
    bothGone: (name: string) => `A visita foi retirada e a marcação cancelada. ${name} será avisado(a) por e-mail.`,
    applicant: 'O candidato',
  },
);

interface Steps {
  readonly onDone: () => void;
  readonly onKeep: () => void;
}

/** The words for the buttons that lead here. */
export function useCancellingTexts() {
  return useTexts(TEXTS);
}

/** Asks whether to cancel a booking, and does. */
export function CancelBooking({ booking, onDone, onKeep }: Steps & { readonly booking: Booking }) {
  const texts = useTexts(TEXTS);
  const announce = useAnnounce();
  const name = booking.applicant?.name ?? texts.applicant;
  const failed = useToldIfGone(texts.cancelBooking);
  const done = () => {
    announce(texts.bookingCancelled(name));
    onDone();
  };
  const cancel = useCancelBooking({ done, failed });
  return (
    <Confirmation
      question={texts.cancelQuestion}
      consequences={[texts.told(name, booking.applicant?.email ?? ''), texts.onOffer]}
      confirm={texts.cancelBooking}
      keep={texts.keepBooking}
      isBusy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate(booking.id)}
      onKeep={onKeep}
    />
  );
}

/** Asks whether to withdraw a slot, with its booking where it has one, and does. */
export function WithdrawSlot({ slot, booking, onDone, onKeep }: Steps & { readonly slot: Slot; readonly booking: Booking | undefined }) {
  const texts = useTexts(TEXTS);
  const announce = useAnnounce();
  const name = booking?.applicant?.name ?? texts.applicant;
  const failed = useToldIfGone(texts.withdraw);
  const done = (cancelled: Booking | undefined) => {
    announce(cancelled === undefined ? texts.slotWithdrawn : texts.bothGone(name));
    onDone();
  };
  const withdraw = useWithdrawSlot({ done, failed });
  return (
    <Confirmation
      question={texts.withdrawQuestion}
      consequences={[slot.status === 'booked' ? texts.told(name, booking?.applicant?.email ?? '') : texts.nobodyTold, texts.gone]}
      confirm={texts.withdraw}
      keep={texts.keepSlot}
      isBusy={withdraw.isPending}
      error={withdraw.error}
      onConfirm={() => withdraw.mutate(slot.id)}
      onKeep={onKeep}
    />
  );
}
