/** Makes the metrics of one registry: counters, histograms, and numbers that are read whenever the metrics are. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Instruments = ReturnType<typeof createInstruments>;

/** A number, and the values of its labels. */
type Reading<Label extends string> = readonly [
  labels: Readonly<Partial<Record<Label, string>>>,
  value: number,
];

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** With the usual metrics of a Node.js process. */
export function createInstruments() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),

    counter: <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Counter({ name, help, labelNames, registers }),

    histogram: <Label extends string>(
      name: string,
      help: string,
      labelNames: readonly Label[],
      buckets = secondsBuckets,
    ) => new Histogram({ name, help, labelNames, buckets, registers }),

    show(name: string, help: string, read: () => number): void {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },

    /** Numbers with equal labels are added up. */
    showEach: showsEach(Gauge, registers),
    /** Shows what is counted elsewhere. */
    showCounts: showsEach(Counter, registers),
  };
}

/** @returns a function that makes a metric whose numbers are read whenever it is. */
const showsEach =
  (Kind: typeof Gauge | typeof Counter, registers: Registry[]) =>
  <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: () => Iterable<Reading<Label>>,
  ): void => {
    new Kind({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.inc(labels, value);
      },
    });
  };

/** The entries of a record, as the values of one label. */
export const labelled = <Label extends string>(
  label: Label,
  readings: Iterable<readonly [value: string, number: number]>,
) => [...readings].map(([value, number]) => [{ [label]: value } as Record<Label, string>, number] as const);
