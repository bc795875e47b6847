import { useCallback, useEffect, useRef, type FocusEvent, type RefObject } from 'react';

const FOCUS_GIVEN_BACK_MS = 50;

/**
 * Keeps the focus where somebody was: when what holds it is taken away (a time that somebody else booked), `fallback` takes it,
 * and not the top of the page. Give the returned handlers to the element around what may go.
 */
export function useFocusKept(fallback: RefObject<HTMLElement | null>) {
  const held = useRef<Element | null>(null);
  useEffect(() => {
    if (held.current !== null && !held.current.isConnected) {
      held.current = null;
      focusUnlessElsewhere(fallback.current);
    }
  });
  const onFocus = useCallback((event: FocusEvent) => {
    // React also passes on what happens in a dialog that was opened from within, and lies elsewhere in the document.
    if (event.currentTarget.contains(event.target)) {
      held.current = event.target;
    }
  }, []);
  const onBlur = useCallback((event: FocusEvent) => {
    // An element that is taken away may say that it lost the focus, to nothing.
    if (event.relatedTarget !== null) {
      held.current = null;
    }
  }, []);
  return { onFocus, onBlur };
}

/** After a dialog was closed: gives `element` the focus, unless the dialog gave it back to what had opened it. */
export function focusAfterDialog(element: HTMLElement | null): void {
  // The dialog leaves the document, and gives the focus back, only after it has said that it is closed.
  setTimeout(() => focusUnlessElsewhere(element), FOCUS_GIVEN_BACK_MS);
}

function focusUnlessElsewhere(element: HTMLElement | null): void {
  if (document.activeElement === null || document.activeElement === document.body) {
    element?.focus({ preventScroll: true });
  }
}
