/** What the parts of the picture need to know of the whole: names, problems, what is chosen, and what a click does. */
import { createContext, useContext } from 'react';
import type { Estate } from './estate.ts';

/** What the side panel shows. */
export interface Chosen {
  readonly kind: 'session' | 'filter';
  readonly id: string;
}

export interface Scene {
  readonly estate: Estate;
  readonly problems: ReadonlyMap<string, readonly string[]>;
  readonly chosen: Chosen | undefined;
  readonly choose: (chosen: Chosen) => void;
  readonly showSubnet: (key: string, interfaces: number) => void;
  readonly showTargets: () => void;
}

export const SceneContext = createContext<Scene | undefined>(undefined);

export function useScene(): Scene {
  const scene = useContext(SceneContext);
  if (scene === undefined) throw new Error('a part of the picture stands outside it');
  return scene;
}
