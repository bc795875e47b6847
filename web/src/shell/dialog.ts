import { useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { newId } from '../api/new-id.ts';

/** The browser keeps steps over a reload, and a page begins without a dialog: so each step says in which life of the page it was made. */
const LIFE = newId();

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
  // What is on the page now. Whoever closes late, when an answer came, may find it closed, another one open, or the page left.
  const present = useRef<string | null>(null);
  useEffect(() => {
    present.current = of;
    return () => {
      present.current = null;
    };
  }, [of]);
  return {
    of,
    open: (about) => void navigate({ pathname, search }, { state: { dialog: name, of: about, life: LIFE }, replace: isStep(state) }),
    close() {
      if (of !== null && of === present.current && !isLeaving.current) {
        isLeaving.current = true;
        void navigate(-1);
      }
    },
  };
}

function aboutOf(state: unknown, name: string): string | null {
  return isStep(state) && state.dialog === name && state.life === LIFE ? state.of : null;
}

/** Whether the place in the history was made by a dialog, in whichever life of the page. */
function isStep(state: unknown): state is { readonly dialog: string; readonly of: string; readonly life: string } {
  return typeof state === 'object' && state !== null && ['dialog', 'of', 'life'].every((name) => typeof Reflect.get(state, name) === 'string');
}
