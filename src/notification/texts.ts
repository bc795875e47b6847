/** What one message about a visit tells, told apart by who reads it and who did it. */
export type VisitStory =
  | 'confirmed_to_applicant'
  | 'confirmed_to_agent'
  | 'cancelled_by_applicant_to_applicant'
  | 'cancelled_by_applicant_to_agent'
  | 'cancelled_by_agent_to_applicant'
  | 'cancelled_by_agent_to_agent'
  | 'withdrawn_to_applicant'
  | 'withdrawn_to_agent'
  | 'reminder_to_applicant';

/** What one message about an applicant's record tells. */
export type RecordStory = 'registered' | 'linked';

/** Where the button of a message leads. */
export type Destination = 'home' | 'visits' | 'property' | 'booking';

/** A message in words, without its table of facts. All of it is plain text. */
export interface Wording {
  readonly subject: string;
  readonly heading: string;
  /** What happened. */
  readonly lead: string;
  /** What to do next. */
  readonly next: string;
  readonly button: { readonly label: string; readonly to: Destination };
}

/** What the sentences about a visit name. Names and title are one line each. */
export interface VisitWords {
  /** Null when nothing is known of the property. */
  readonly title: string | null;
  /** The title as it fits into a subject. */
  readonly shortTitle: string | null;
  readonly agent: string;
  readonly applicant: string;
  /** Day and hour, short. */
  readonly when: string;
}

/** Everything the mails say in one language. */
export interface Texts {
  /** `name` may be empty. */
  readonly greeting: (name: string) => string;
  readonly visitStories: Readonly<Record<VisitStory, (visit: VisitWords) => Wording>>;
  readonly recordStories: Readonly<Record<RecordStory, Wording>>;
  readonly labels: Readonly<Record<'property' | 'address' | 'when' | 'agent' | 'applicant' | 'email' | 'notes', string>>;
  /** What the visit is called in the calendar. */
  readonly calendarTitle: (title: string | null, cancelled: boolean) => string;
  readonly footer: string;
}
