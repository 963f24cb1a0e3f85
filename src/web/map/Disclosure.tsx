/** A part of a panel that is opened and closed by its title. */
import { type ReactNode, useState } from 'react';

/** @param isOpenAtFirst so that what was typed before is in sight again. */
export function Disclosure({
  title,
  isOpenAtFirst,
  children,
}: {
  title: string;
  isOpenAtFirst: boolean;
  children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
