/** Shows which interfaces are mirrored, which could be, and which cannot and why: in groups, and one by one. */
import { useMemo } from 'react';
import {
  type CoverageRead,
  dimensionNames,
  type Grouping,
  groupColumns,
  toGrouping,
  toText,
  uncountedIn,
  unmirroredColumns,
  unmirroredIn,
} from './coverage.ts';
import { DataTable } from './DataTable.tsx';
import type { Estate } from './estate.ts';
import { Failure } from './Failure.tsx';
import { type Send, toSentence } from './request.ts';
import { useCoverage } from './useCoverage.ts';
import { count } from './words.ts';

/** As many as the operation asks for. */
const maxGroups = 1_000;

const dimensions = ['VPC', 'SUBNET', 'AVAILABILITY_ZONE'] as const;

export function CoveragePanel({
  picture,
  estate,
  grouping,
  onGrouping,
}: {
  picture: { readonly send: Send } | undefined;
  estate: Estate;
  grouping: Grouping;
  onGrouping: (grouping: Grouping) => void;
}) {
  const { read, isReading, failure, readOn } = useCoverage(picture, grouping);
  const tagKeys = useMemo(
    () => [
      ...new Set([
        ...(grouping.tagKey === undefined ? [] : [grouping.tagKey]),
        ...estate.interfaces.flatMap(({ tags }) => tags?.map(({ key }) => key) ?? []),
      ]),
    ],
    [estate.interfaces, grouping.tagKey],
  );
  return (
    <>
      <label>
        Group by{' '}
        <select value={toText(grouping)} onChange={({ target }) => onGrouping(toGrouping(target.value))}>
          {dimensions.map((by) => (
            <option key={by} value={toText({ by })}>
              {dimensionNames[by]}
            </option>
          ))}
          {tagKeys.map((tagKey) => (
            <option key={tagKey} value={toText({ by: 'TAG', tagKey })}>
              Tag {tagKey}
            </option>
          ))}
        </select>
      </label>
      <p role="status" className={isReading ? 'late' : ''}>
        {picture === undefined
          ? 'The coverage is read as soon as the map is.'
          : isReading && (read ? 'Reading again…' : 'Reading…')}
      </p>
      {failure !== undefined && (
        <Failure text={`The coverage is ${read ? 'out of date' : 'missing'}: ${failure}`} />
      )}
      {read && <Tables read={read} estate={estate} onReadOn={isReading ? undefined : readOn} />}
    </>
  );
}

function Tables({
  read,
  estate,
  onReadOn,
}: {
  read: CoverageRead;
  estate: Estate;
  /** Reads the interfaces that are not listed yet. Undefined while something is being read. */
  onReadOn: (() => void) | undefined;
}) {
  const { coverage, grouping, groups, nodes, scopeErrors, pageInfo } = read;
  const columns = useMemo(() => groupColumns(grouping), [grouping]);
  const uncounted = useMemo(() => uncountedIn(estate.interfaces).length, [estate.interfaces]);
  const unmirrored = useMemo(() => unmirroredIn(read, estate.interfaces), [read, estate.interfaces]);
  return (
    <>
      {scopeErrors.map(({ scope: { accountId, region }, message }) => (
        <Failure
          key={`${accountId} ${region}`}
          text={`${accountId} ${region} is missing: ${toSentence(message)}`}
        />
      ))}
      <p>
        <strong>{coverage.mirrored.toLocaleString('en')}</strong> of{' '}
        {count(coverage.total, 'network interface')} are mirrored. {coverage.missing.toLocaleString('en')}{' '}
        could be, {coverage.impossible.toLocaleString('en')} cannot, and of{' '}
        {coverage.unknown.toLocaleString('en')} it is not known.
        {uncounted > 0 &&
          ` Not counted: ${count(uncounted, 'interface')} of load balancers, endpoints and the like, which nobody can mirror.`}
      </p>
      <DataTable caption="Groups" columns={columns} rows={groups} noun="group" fileName="coverage-groups" />
      <DataTable
        caption="Not mirrored"
        columns={unmirroredColumns}
        rows={unmirrored}
        noun="interface"
        fileName="coverage-interfaces"
      />
      {pageInfo.hasNextPage && (
        <p>
          The table and its export have the first {nodes.length.toLocaleString('en')} of{' '}
          {count(coverage.missing + coverage.unknown + coverage.impossible, 'interface')} that are not
          mirrored.{' '}
          <button type="button" aria-disabled={onReadOn === undefined} onClick={onReadOn}>
            Read the others
          </button>
        </p>
      )}
      {groups.length === maxGroups && <p>There may be more groups: only {maxGroups} are listed.</p>}
    </>
  );
}
