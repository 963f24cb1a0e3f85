/** The fields of a form. What has been sent cannot be edited until the answer is there: those edits would be lost with the form. */
import type { ReactNode } from 'react';
import './Fields.css';

export const Fields = ({ isSent, children }: { isSent: boolean; children: ReactNode }) => (
  // Without a value, because this version of React knows no such property.
  <div className="form-fields" {...(isSent && { inert: '' })}>
    {children}
  </div>
);
