/** Says what could not be read, and why. */
import type { ReactNode } from 'react';

/** @param children stays outside the alert, which would be read aloud again whenever an age changes. */
export function Failure({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="failure">
      <span role="alert">{text}</span> {children}
    </div>
  );
}
