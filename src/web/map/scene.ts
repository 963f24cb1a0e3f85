/** What every part of the picture can read and do, handed down as a React context. */
import { createContext, useContext } from 'react';
import type { Caller } from '../signin/useAccount.ts';
import type { Chosen } from './chosen.ts';
import type { Estate } from './estate.ts';
import type { Marks } from './findings.ts';
import type { Changed } from './lists.ts';
import type { Path } from './packet.ts';
import type { Recent } from './recent.ts';
import type { Send } from './request.ts';
import type { Drafts } from './useDrafts.ts';

interface Scene {
  /** Undefined until the gateway has said who asks. */
  readonly caller: Caller | undefined;
  readonly estate: Estate;
  readonly findings: Marks;
  readonly recent: Recent;
  /** The sessions that a packet passes. Undefined unless one is followed. */
  readonly path: Path | undefined;
  readonly chosen: Chosen | undefined;
  /** @param from shows it only while this is shown, because the user may have gone on to something else meanwhile. */
  readonly choose: (chosen: Chosen | undefined, from?: Chosen) => void;
  /** Tells that the gateway goes on with an operation, and shows it if this is shown still. */
  readonly begin: (operationId: string) => void;
  /** Tells that nothing more happens with an operation. */
  readonly end: (operationId: string) => void;
  readonly send: Send;
  readonly drafts: Drafts;
  /** Shows resources as they are now. */
  readonly update: (changes: readonly Changed[]) => void;
  /** Reads the picture again, without saying so. */
  readonly refresh: () => void;
  /** Gives this many of what is inside a box boxes of their own. None: closes it. */
  readonly expand: (key: string, shown: number) => void;
}

export const SceneContext = createContext<Scene | undefined>(undefined);

export function useScene(): Scene {
  const scene = useContext(SceneContext);
  if (scene === undefined) throw new Error('useScene must be called inside SceneContext.Provider');
  return scene;
}
