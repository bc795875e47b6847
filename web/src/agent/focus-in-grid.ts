import { useEffect, type RefObject } from 'react';
import { focusAfterDialog } from '../shell/focus-kept.ts';

/** Keeps the focus in `ground` when the slot that has it is drawn anew or goes: the calendar draws by itself, not with its page. */
export function useFocusInGrid(ground: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = ground.current;
    if (element === null) {
      return undefined;
    }
    let held: Element | null = null;
    const hold = ({ target }: FocusEvent) => {
      held = target instanceof Element ? target : null;
    };
    const leave = ({ relatedTarget }: FocusEvent) => {
      // What is taken away loses the focus to nothing.
      held = relatedTarget === null ? held : null;
    };
    const drawing = new MutationObserver(() => {
      if (held !== null && !held.isConnected) {
        held = null;
        focusAfterDialog(element);
      }
    });
    element.addEventListener('focusin', hold);
    element.addEventListener('focusout', leave);
    drawing.observe(element, { childList: true, subtree: true });
    return () => {
      element.removeEventListener('focusin', hold);
      element.removeEventListener('focusout', leave);
      drawing.disconnect();
    };
  }, [ground]);
}
