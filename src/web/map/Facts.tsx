/** Shows what identifies a resource: names and values, one below the other. What is not known is left out. */
import './Facts.css';

export const Facts = ({ of }: { of: readonly (readonly [name: string, value: string | null])[] }) => (
  <dl className="facts">
    {of.map(
      ([name, value]) =>
        value && (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="id">{value}</dd>
          </div>
        ),
    )}
  </dl>
);
