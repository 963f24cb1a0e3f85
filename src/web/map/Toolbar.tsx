/** The search fields, and the field for the token. */
import { type Criteria, shows } from './criteria.ts';
import type { Estate } from './estate.ts';
import { TokenField } from './TokenField.tsx';
import { targetOptions } from './words.ts';

const showNames: Readonly<Record<Criteria['show'], string>> = {
  everything: 'everything',
  mirrored: 'mirrored',
  unmirrored: 'not mirrored',
  findings: 'with findings',
};

/** How many tags the search field suggests. */
const maxSuggestions = 200;

export function Toolbar({
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
  const choice = (
    name: 'vpcId' | 'targetId' | 'show',
    label: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <label>
      {label}
      <select
        value={criteria[name]}
        onChange={({ target }) => onCriteria({ ...criteria, [name]: target.value })}
      >
        {options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
  const vpcIds = [...new Set(estate.interfaces.map(({ vpcId }) => vpcId ?? ''))].filter((id) => id !== '');
  const tags = new Set(
    [...estate.interfaces, ...estate.sessions].flatMap(
      (one) => one.tags?.map(({ key, value }) => `${key}=${value}`) ?? [],
    ),
  );
  return (
    <search className="toolbar">
      {text('text', 'Search', 'words: name, id, ARN, address, tag')}
      {text('tag', 'Tag', 'key=value')}
      <datalist id="tags">
        {[...tags].slice(0, maxSuggestions).map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      {choice('vpcId', 'VPC', [['', 'all'], ...vpcIds.map((id) => [id, id] as const)])}
      {choice('targetId', 'Target', [['', 'all'], ...targetOptions(estate)])}
      {text('vni', 'VNI', 'number')}
      {choice(
        'show',
        'Show',
        shows.map((show) => [show, showNames[show]] as const),
      )}
      {onToken && <TokenField onToken={onToken} />}
    </search>
  );
}
