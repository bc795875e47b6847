import type { Notice, NoticeKind, NoticeRecipient } from '../notice.ts';

// What it takes to tell people. Every function throws `unavailable` when the database is out of reach.

/** One attempt to tell one person one thing. */
export interface Message {
  readonly organizationId: string;
  /** The outbox row's id: the same at every attempt. */
  readonly id: string;
  readonly kind: NoticeKind;
  readonly recipient: NoticeRecipient;
  /** What happened: id of the row in the audit trail. */
  readonly eventId: string;
  /** Attempts before this one. */
  readonly attempts: number;
  /** When it was queued; of a reminder that is long before it is due. */
  readonly since: Date;
}

/** Why a message is given up: a code of the mail server or a general class, never an address. */
export type GiveUpReason = string;

/** Messages on their way. Several processes may use it at once; each message is in one hand at a time. */
export interface MessageQueue {
  /** Moves a batch of messages out of the outbox. */
  moveOutbox(): Promise<{ moved: number; mayHaveMore: boolean }>;
  /** The next message that is due, in the order of its booking and recipient; null when there is none. */
  take(): Promise<Message | null>;
  /** Says that this process still has the message in hand: to be said every few seconds. */
  keep(message: Message): Promise<void>;
  /** The message needs no further attempt. */
  finish(message: Message): Promise<void>;
  /** The message is due again after that many seconds. */
  postpone(message: Message, seconds: number): Promise<void>;
  /** The message is recorded as undelivered and needs no further attempt. */
  giveUp(message: Message, reason: GiveUpReason): Promise<void>;
}

/** The facts behind a message, as they are now. */
export interface NoticeStore {
  /** Null when it is not true any more, so that nobody is told. */
  findNotice(message: Message): Promise<Notice | null>;
}
