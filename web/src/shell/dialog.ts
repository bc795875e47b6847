import { useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';

/** A dialog as a step of the browser's history. */
export interface DialogStep {
  /** What it is about, as it was opened; null: it is closed. */
  readonly of: string | null;
  readonly open: (of: string) => void;
  readonly close: () => void;
}

/**
 * Opens a dialog as a step of the history: Back, which is how a phone closes what covers the page, closes it and stays on the page.
 * Whoever follows a link in it and comes back finds it open.
 */
export function useDialogStep(name: string): DialogStep {
  const { key, pathname, search, state } = useLocation();
  const navigate = useNavigate();
  const of = aboutOf(state, name);
  // Going back takes a moment, and somebody may close what is closing: that would be two steps.
  const isLeaving = useRef(false);
  useEffect(() => {
    isLeaving.current = false;
  }, [key]);
  return {
    of,
    open: (about) => void navigate({ pathname, search }, { state: { dialog: name, of: about }, replace: of !== null }),
    close() {
      if (of !== null && !isLeaving.current) {
        isLeaving.current = true;
        void navigate(-1);
      }
    },
  };
}

function aboutOf(state: unknown, name: string): string | null {
  const isOurs = typeof state === 'object' && state !== null && 'dialog' in state && 'of' in state && state.dialog === name;
  return isOurs && typeof state.of === 'string' ? state.of : null;
}
