/** Shows the tags of a resource, except the Name tag, which is its title. */
import { otherTags } from './words.ts';

export function Tags({ of }: { of: Parameters<typeof otherTags>[0] }) {
  return (
    <span className="tags">
      {otherTags(of).map(({ key, value }) => (
        <span key={key} className="tag" title={`Tag ${key}`}>
          {key}={value}
        </span>
      ))}
    </span>
  );
}
