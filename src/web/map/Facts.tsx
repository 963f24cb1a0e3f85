/** Shows what identifies a resource: names and values, one below the other. What is not known is left out. */
import { Fragment } from 'react';
import './Facts.css';

export const Facts = ({ of }: { of: readonly (readonly [name: string, value: string | null])[] }) => (
  <dl className="facts">
    {of.map(
      ([name, value]) =>
        value && (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd className="id">{value}</dd>
          </Fragment>
        ),
    )}
  </dl>
);
