/** Reads a network description, and names every problem in it at its place. */
import { readFileSync } from 'node:fs';
import { shapeProblems, toLine } from '../../problems.ts';
import { agreementProblems } from './agreement.ts';
import { defaultProblems } from './defaultProblems.ts';
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

/** @throws SeedProblems if the file cannot be read, or anything in it is not what it must be. */
export function readDescription(path: string): NetworkDescription {
  const value = parseJson(path);
  const { data, error } = networkDescription.safeParse(value);
  const problems = [
    ...(error?.issues ?? []).flatMap(shapeProblems),
    ...referenceProblems(value),
    ...(data === undefined ? [] : [...agreementProblems(data), ...defaultProblems(data)]),
  ];
  if (data === undefined || problems.length > 0) throw new SeedProblems(problems.map(toLine(path)));
  return data;
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SeedProblems([`${path} is not a network description: ${(error as Error).message}`]);
  }
}
