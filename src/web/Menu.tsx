/** A button that opens choices below it. It closes with Escape, which gives the focus back, and when something else gets the focus or a click. */
import './Menu.css';
import { type ReactNode, useEffect, useRef } from 'react';

export function Menu({ name, children }: { name: string; children: ReactNode }) {
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => details.current?.removeAttribute('open');
  useEffect(() => {
    const closeOutside = ({ target }: Event) => {
      if (!(target instanceof Node && details.current?.contains(target))) close();
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  });
  return (
    <details
      ref={details}
      className="menu"
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !details.current?.open) return;
        close();
        details.current.querySelector('summary')?.focus();
      }}
    >
      <summary>{name}</summary>
      <div className="menu-choices">{children}</div>
    </details>
  );
}
