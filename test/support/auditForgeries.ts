/** Ways to forge an audit, each of which the verifier must find. */
import { hashOf, noLine } from '../../src/audit/line.ts';
import type { Line } from './audit.ts';

/** The lines of each file, oldest file first. */
export type Files = readonly (readonly string[])[];

export interface Forgery {
  readonly name: string;
  readonly forge: (files: Files) => Files;
  /** What the verifier says. */
  readonly found: RegExp;
  /** It is found only by who has noted the hash of the last line. */
  readonly needsLast?: true;
}

const parse = (files: Files): Line[][] => files.map((lines) => lines.map((line) => JSON.parse(line) as Line));

/** As somebody writes them who knows the format: all hashes fit, and so do the numbers and `continues` if that is wanted. */
function rehash(files: readonly (readonly Line[])[], { numbers = true, continues = true } = {}): string[][] {
  let [seq, prev] = [0, noLine];
  return files.map((lines) =>
    lines.map((line) => {
      const before = { seq, hash: prev };
      const goesOn = continues && line.event === 'opened' && seq > 0 ? { continues: before } : {};
      const text = JSON.stringify({ ...line, ...(numbers && { seq: seq + 1 }), prev, ...goesOn });
      [seq, prev] = [seq + 1, hashOf(text)];
      return text;
    }),
  );
}

/** Changes the lines of one file. */
const inFile = (files: Files, at: number, edit: (lines: string[]) => string[]): Files =>
  files.map((lines, index) => (index === at ? edit([...lines]) : lines));

/** Changes the first line that fits, and makes everything after it fit. */
function editLine(files: Files, fits: (line: Line) => boolean, edit: (line: Line) => object): Files {
  const lines = parse(files);
  const found = lines.flat().find(fits);
  return rehash(
    lines.map((each) => each.map((line) => (line === found ? { ...line, ...edit(line) } : line))),
  );
}

const ofFirstRun = (files: Files, { chain }: Line) => parse(files)[0]?.[0]?.chain === chain;
const isOutcome = ({ event }: Line) => event === 'outcome';

/** The files are three, of two runs: the second file has lines of both, and says in its first line that a change runs. */
export const forgeries: readonly Forgery[] = [
  {
    name: 'a changed line',
    forge: (files) =>
      inFile(files, 0, (lines) =>
        lines.map((line) => line.replace('"PacketLength":1,', '"PacketLength":2,')),
      ),
    found: /line 3 does not follow line 2: one of the two was changed/,
  },
  {
    name: 'a removed line',
    forge: (files) => inFile(files, 0, (lines) => lines.toSpliced(2, 1)),
    found: /line 3 has seq 4 instead of 3/,
  },
  {
    name: 'two lines that changed places',
    forge: (files) => inFile(files, 1, ([a = '', b = '', c = '', ...rest]) => [a, c, b, ...rest]),
    found: /line 2 has seq \d+ instead of \d+/,
  },
  {
    name: 'an inserted line',
    forge: (files) => inFile(files, 0, (lines) => lines.toSpliced(2, 0, lines[1] ?? '')),
    found: /line 3 has seq 2 instead of 3/,
  },
  {
    name: 'text that is no line',
    forge: (files) => inFile(files, 2, (lines) => lines.toSpliced(1, 0, 'hello')),
    found: /line 2 is not a JSON object/,
  },
  {
    name: 'the end, cut off',
    forge: (files) => inFile(files, 2, (lines) => lines.slice(0, -2)),
    found: /the end of a file was cut off/,
    needsLast: true,
  },
  {
    name: 'the end, with a new chain in its place',
    forge: (files) => {
      const lines = parse(files);
      const other = rehash([(lines[0] ?? []).slice(0, 3).map((line) => ({ ...line, chain: 'other' }))]);
      return inFile(files, 2, (last) => [...last.slice(0, -2), ...(other[0] ?? [])]);
    },
    found: /begins a new chain in the middle of the file/,
  },
  {
    name: 'a change that is taken out of everything',
    forge: (files) => {
      const lines = parse(files);
      const others = (lines[2] ?? []).filter(({ event }) => event !== 'intent' && event !== 'outcome');
      return rehash(lines.with(2, others));
    },
    found: /^no line has the SHA-256 [0-9a-f]{64}/,
    needsLast: true,
  },
  {
    name: 'a removed file in the middle',
    forge: ([first = [], , last = []]) => [first, last],
    found: /line 1 goes on from seq \d+ with the SHA-256 [0-9a-f]{64}/,
  },
  {
    name: 'a removed first file',
    forge: ([, ...others]) => others,
    found: /line 1 goes on from seq \d+ with the SHA-256 [0-9a-f]{64}/,
  },
  {
    name: 'a file that is there twice',
    forge: (files) => [...files, files[1] ?? []],
    found: /it is missing, or another line follows it/,
  },
  {
    name: 'a run that is there twice',
    forge: (files) => [...files, files[0]?.slice(0, 3) ?? []],
    found: /begins a run that is there already: it was copied/,
  },
  {
    name: 'an outcome without an intent',
    forge: (files) => editLine(files, isOutcome, () => ({ intent: 1 })),
    found: /has an outcome without an intent, or a second one/,
  },
  {
    name: 'a second outcome',
    forge: (files) => {
      const lines = parse(files);
      const [outcome] = lines.flat().filter(isOutcome);
      return rehash(lines.with(2, (lines[2] ?? []).toSpliced(-1, 0, outcome as Line)));
    },
    found: /has an outcome without an intent, or a second one/,
  },
  {
    name: 'a file that says that it goes on from another one',
    forge: (files) => {
      const lines = parse(files);
      const [opened, ...rest] = lines[2] ?? [];
      const forged = {
        ...opened,
        continues: { seq: 1, hash: hashOf(files[0]?.[0] ?? '') },
      } as unknown as Line;
      return rehash(lines.with(2, [forged, ...rest]), { continues: false });
    },
    found: /says in `continues` that it goes on from another line/,
  },
  {
    name: 'other numbers',
    forge: (files) => {
      const lines = parse(files).map((each) =>
        each.map((line) => ({ ...line, seq: line.seq > 3 ? line.seq + 1 : line.seq })),
      );
      return rehash(lines, { numbers: false });
    },
    found: /has seq 5 instead of 4/,
  },
  {
    name: 'another replica',
    forge: (files) =>
      editLine(
        files,
        (line) => ofFirstRun(files, line) && isOutcome(line),
        () => ({ replica: 'another' }),
      ),
    found: /is of another replica than the line before it/,
  },
  {
    name: 'other settings',
    forge: (files) =>
      inFile(files, 2, ([opened = '', ...rest]) => [
        opened.replace(/"settings":"[0-9a-f]{64}"/, `"settings":"${'0'.repeat(64)}"`),
        ...rest,
      ]),
    found: /line 2 does not follow line 1: one of the two was changed/,
  },
  {
    name: 'a run without its first line',
    forge: (files) => {
      const lines = parse(files);
      const isSecond = (line: Line) => line.event === 'opened' && line.running === undefined && line.seq > 1;
      return rehash(lines.map((each) => each.filter((line) => !isSecond(line))));
    },
    found: /begins a run without `opened`/,
  },
  {
    name: 'a running change that is kept quiet',
    forge: (files) =>
      editLine(
        files,
        ({ running }) => running !== undefined,
        () => ({ running: [] }),
      ),
    found: /says in `running` that other changes run than do/,
  },
  {
    name: 'lines after the last one',
    forge: (files) => {
      const lines = parse(files);
      const last = (lines[2] ?? []).at(-1) as Line;
      return rehash(lines.with(2, [...(lines[2] ?? []), { ...last, event: 'denied' }]));
    },
    found: /follows the last line of a run or file/,
  },
];
