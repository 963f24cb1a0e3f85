/** Fuzzing as a command: `npm run fuzz -- --seconds 60 --seed 1`. Exits with 1 if it finds a defect, and prints how to repeat it. */
import { parseArgs } from 'node:util';
import { kinds, runFuzz } from './run.ts';
import { startWorld } from './world.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    case: { type: 'string' },
  },
});
const { only } = values;
const [seconds, seed, number] = [values.seconds, values.seed, values.case ?? '0'].map(Number) as [
  number,
  number,
  number,
];
if ([seconds, seed, number].some((value) => !Number.isInteger(value) || value < 0)) {
  console.error('--seconds, --seed and --case must be whole numbers');
  process.exit(78);
}
const chosen = kinds.filter(({ name }) => only === undefined || name === only);
if (chosen.length === 0) {
  console.error(`--only must be one of ${kinds.map(({ name }) => name).join(', ')}`);
  process.exit(78);
}
console.log(`seed ${seed}: ${values.case === undefined ? `${seconds} s` : `case ${number}`}`);
const world = await startWorld();
const { counts, defect, residentMb } = await runFuzz(
  world,
  { seconds, seed, number: values.case === undefined ? undefined : number },
  chosen,
);
console.log([...counts].map(([kind, count]) => `${kind}: ${count} cases`).join(', '));
console.log(`resident: ${residentMb.join(' and ')} MB`);
if (defect !== undefined) {
  const { kind, number, isRepeated, findings, input } = defect;
  console.log(`${findings}\n\nthe ${isRepeated ? 'smallest ' : ''}input that failed:\n${input}\n`);
  console.log(
    isRepeated
      ? `repeat it with npm run fuzz -- --seed ${seed} --only ${kind} --case ${number}`
      : `it was ${kind} ${number}, and did not fail again alone: repeat the run with npm run fuzz -- --seed ${seed}`,
  );
}
await world.stop();
process.exit(defect === undefined ? 0 : 1);
