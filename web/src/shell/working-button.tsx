import { Button, type ButtonProps } from '@mantine/core';
import type { MouseEvent } from 'react';

type WorkingButtonProps = Omit<ButtonProps, 'loading' | 'renderRoot'> & {
  readonly isWorking: boolean;
  readonly type?: 'button' | 'submit';
  readonly onClick?: () => void;
};

/**
 * A button that keeps the focus while what it began is under way, and begins nothing else then. Mantine's own `loading` disables it: the focus would be
 * nowhere, and the next Tab behind the dialog.
 */
export function WorkingButton({ isWorking, type = 'button', disabled = false, onClick, ...props }: WorkingButtonProps) {
  const click = (event: MouseEvent) => {
    if (isWorking) {
      // A form is sent by its button, also with Enter in one of its fields.
      event.preventDefault();
    } else {
      onClick?.();
    }
  };
  return (
    <Button {...props} loading={isWorking} disabled={disabled} renderRoot={(root) => <button {...root} type={type} disabled={disabled} aria-disabled={isWorking || undefined} onClick={click} />} />
  );
}
