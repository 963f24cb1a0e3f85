/** The search fields, and the field for the token. */
import { memo, useMemo } from 'react';
import { choicesIn, more, type Options } from './choices.ts';
import './Toolbar.css';
import { type Criteria, shows } from './criteria.ts';
import type { Estate } from './estate.ts';
import { TokenField } from './TokenField.tsx';

const showNames: Readonly<Record<Criteria['show'], string>> = {
  everything: 'everything',
  mirrored: 'mirrored',
  unmirrored: 'not mirrored',
  findings: 'with findings',
};

export const Toolbar = memo(function Toolbar({
  estate,
  criteria,
  onCriteria,
  onToken,
}: {
  estate: Estate;
  criteria: Criteria;
  onCriteria: (criteria: Criteria) => void;
  /** Undefined: people sign in, and need no token from elsewhere. */
  onToken: ((token: string) => void) | undefined;
}) {
  const text = (name: 'text' | 'tag' | 'vni', label: string, placeholder: string) => (
    <label>
      {label}
      <input
        type="search"
        value={criteria[name]}
        placeholder={placeholder}
        list={name === 'tag' ? 'tags' : undefined}
        onChange={({ target }) => onCriteria({ ...criteria, [name]: target.value })}
      />
    </label>
  );
  const choice = (name: 'vpcId' | 'targetId' | 'show', label: string, options: Options) => (
    <label>
      {label}
      <select
        value={criteria[name]}
        onChange={({ target }) => onCriteria({ ...criteria, [name]: target.value })}
      >
        {withChosen(options, criteria[name]).map(([value, label]) => (
          <option key={value} value={value} disabled={value === more}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
  const { vpcs, targets, tags } = useMemo(() => choicesIn(estate), [estate]);
  return (
    <search className="toolbar">
      {text('text', 'Search', 'words: name, id, ARN, address, tag')}
      {text('tag', 'Tag', 'key=value')}
      <datalist id="tags">
        {tags.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      {choice('vpcId', 'VPC', vpcs)}
      {choice('targetId', 'Target', targets)}
      {text('vni', 'VNI', 'number')}
      {choice(
        'show',
        'Show',
        shows.map((show) => [show, showNames[show]] as const),
      )}
      {onToken && <TokenField onToken={onToken} />}
    </search>
  );
});

/** What was chosen by a link is in the list too. */
const withChosen = (options: Options, value: string): Options =>
  options.some(([one]) => one === value) ? options : [...options, [value, value]];
