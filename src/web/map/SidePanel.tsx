/** The panel beside the picture. It takes the focus; once closed, with Escape or its button, it gives the focus back. */
import './SidePanel.css';
import { type ReactNode, useEffect, useRef } from 'react';

export function SidePanel({
  title,
  isWide = false,
  isBroad = false,
  onClose,
  children,
}: {
  title: string;
  /** Whether it needs room for tables. */
  isWide?: boolean;
  /** Whether it needs room for one small table. */
  isBroad?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    // Something inside may have taken the focus already.
    if (!heading.current?.closest('aside')?.contains(opener)) heading.current?.focus();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <aside
      className={`panel ${isWide ? 'wide' : ''} ${isBroad ? 'broad' : ''}`}
      aria-label={title}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <header>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </header>
      {children}
    </aside>
  );
}
