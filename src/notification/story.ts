import type { Notice, NoticeVisit } from '../notice.ts';
import type { RecordStory, VisitStory } from './texts.ts';

/** Which of the messages about a visit this one is. Throws on one that nobody is meant to get. */
export function visitStoryOf({ kind, recipient }: Notice, visit: NoticeVisit): VisitStory {
  if (kind === 'booking_confirmed') {
    return `confirmed_to_${recipient}`;
  }
  if (kind === 'booking_cancelled_by_applicant') {
    return `cancelled_by_applicant_to_${recipient}`;
  }
  if (kind === 'booking_cancelled_by_agent') {
    return visit.slotCancelled ? `withdrawn_to_${recipient}` : `cancelled_by_agent_to_${recipient}`;
  }
  if (kind === 'visit_reminder' && recipient === 'applicant') {
    return 'reminder_to_applicant';
  }
  throw new Error(`no visit is told of by a message of the kind ${kind} to an ${recipient}`);
}

/** Which of the messages about an applicant's record this one is. Throws on a visit's message without its visit. */
export function recordStoryOf({ kind, recipient }: Notice): RecordStory {
  if (recipient === 'applicant' && kind === 'applicant_registered') {
    return 'registered';
  }
  if (recipient === 'applicant' && kind === 'applicant_linked') {
    return 'linked';
  }
  throw new Error(`a message of the kind ${kind} to an ${recipient} lacks its visit`);
}
