/** An embedded EC2 that is stopped after the test. */
import { type Emulator, type EmulatorOptions, startEmulator as start } from '../../src/emulator/server.ts';
import { cleanUp } from './cleanUp.ts';

export type { Emulator, EmulatorOptions };

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await start(options);
  return Object.assign(emulator, { stop: cleanUp(emulator.stop) });
}
