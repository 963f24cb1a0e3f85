/** The program: does what its command line asks for. The gateway is in a file of its own, which a probe does not load. */
import { runCommand } from './commandLine.ts';
import { parseAsked, usage } from './commands/asked.ts';
import { probe } from './commands/probe.ts';

const load = () => import('./commands/gateway.ts');

process.exitCode = await runCommand({
  usage,
  help: async () => (await load()).help(),
  parse: parseAsked,
  run: async (asked) => {
    if (asked.command === 'probe') return probe(asked.probe, process.env);
    const { checkConfig, serve } = await load();
    return asked.command === 'check' ? checkConfig(process.env, asked.isOnline) : serve(process.env);
  },
});
