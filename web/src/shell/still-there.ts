import { useEffect, useRef } from 'react';
import { useAnnounce } from './announcements.tsx';
import { useProblemSentence } from './problem-notice.tsx';

/** Whether what calls this is still on the page: an answer may come after its dialog was closed. */
export function useStillThere(): () => boolean {
  const isThere = useRef(false);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);
  return () => isThere.current;
}

/** Says why `what` was refused where the dialog that would show it was closed before the answer came. */
export function useToldIfGone(what: string): (error: Error, reason?: string) => void {
  const isThere = useStillThere();
  const announce = useAnnounce();
  const sentenceOf = useProblemSentence();
  return (error, reason) => {
    if (!isThere()) {
      announce(`${what}: ${reason ?? sentenceOf(error)}`, 'refused');
    }
  };
}
