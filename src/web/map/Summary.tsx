/** Says in one sentence what the picture shows, what it hides, and what is unknown. */
import { Fragment, memo } from 'react';
import { type Shown, summaryOf } from './summaryWords.ts';

export const Summary = memo(function Summary(of: Shown) {
  return summaryOf(of).map((text, index) =>
    index % 2 === 1 ? <strong key={text}>{text}</strong> : <Fragment key={text}>{text}</Fragment>,
  );
});
