/** Reads a network description, and names every problem in it at its place. */
import { readFileSync } from 'node:fs';
import { shapeProblems, toLine } from '../../problems.ts';
import type { Place } from '../places.ts';
import { addressProblems } from './addressProblems.ts';
import { agreementProblems } from './agreement.ts';
import { defaultProblems } from './defaultProblems.ts';
import { loadBalancingProblems } from './loadBalancingProblems.ts';
import { referenceProblems } from './references.ts';
import { type NetworkDescription, networkDescription } from './shape.ts';

/** A network description that cannot be used: every problem in it, one a line. */
export class SeedProblems extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * @param main where the estates are that name no account or Region.
 * @throws SeedProblems if the file cannot be read, or anything in it is not what it must be.
 */
export function readDescription(path: string, main: Place): NetworkDescription {
  return checkDescription(parseJson(path), path, main);
}

/**
 * @param value a description of any form.
 * @param source where it is from, for the problems.
 * @throws SeedProblems if anything in it is not what it must be.
 */
export function checkDescription(value: unknown, source: string, main: Place): NetworkDescription {
  const { data, error } = networkDescription.safeParse(value);
  const problems = [
    ...(error?.issues ?? []).flatMap(shapeProblems),
    ...referenceProblems(value),
    ...(data === undefined
      ? []
      : [
          ...agreementProblems(data, main),
          ...addressProblems(data, main),
          ...defaultProblems(data),
          ...loadBalancingProblems(data, main),
        ]),
  ];
  if (data === undefined || problems.length > 0) throw new SeedProblems(problems.map(toLine(source)));
  return data;
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SeedProblems([`${path} is not a network description: ${(error as Error).message}`]);
  }
}
