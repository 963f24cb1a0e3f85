/** What every part of the picture can read and do, handed down as a React context. */
import { createContext, useContext } from 'react';
import type { Estate } from './estate.ts';
import type { Marks } from './findings.ts';
import type { Recent } from './recent.ts';

/** What the side panel shows. */
export interface Chosen {
  readonly kind: 'session' | 'filter';
  /** Its AWS ID. */
  readonly id: string;
}

interface Scene {
  readonly estate: Estate;
  readonly findings: Marks;
  readonly recent: Recent;
  readonly chosen: Chosen | undefined;
  readonly choose: (chosen: Chosen) => void;
  /** Gives this many interfaces of a subnet a box of their own. */
  readonly expandSubnet: (key: string, interfaces: number) => void;
  /** Gives each target a box of its own. */
  readonly expandTargets: () => void;
}

export const SceneContext = createContext<Scene | undefined>(undefined);

export function useScene(): Scene {
  const scene = useContext(SceneContext);
  if (scene === undefined) throw new Error('useScene must be called inside SceneContext.Provider');
  return scene;
}
