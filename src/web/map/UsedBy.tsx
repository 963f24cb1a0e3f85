/** Names sessions, as links to their panels. */
import { useState } from 'react';
import type { Session } from './lists.ts';
import { useScene } from './scene.ts';
import { count, nameOfInterface, nameOfSession } from './words.ts';

/** How many are listed until somebody asks for more. */
const step = 20;

export function UsedBy({ sessions }: { sessions: readonly Session[] }) {
  const { estate, choose } = useScene();
  const [shown, setShown] = useState(step);
  const sourceOf = (session: Session) => {
    const source = estate.interfaces.find((one) => one.networkInterfaceId === session.networkInterfaceId);
    return source ? nameOfInterface(source) : session.networkInterfaceId;
  };
  return (
    <>
      <ul className="links">
        {sessions.slice(0, shown).map((session) => (
          <li key={session.id}>
            <button
              type="button"
              className="link"
              onClick={() => choose({ kind: 'session', id: session.trafficMirrorSessionId })}
            >
              {nameOfSession(session)}
            </button>{' '}
            <span className="detail">of {sourceOf(session)}</span>
          </li>
        ))}
      </ul>
      {sessions.length > shown && (
        <button type="button" onClick={() => setShown(shown + 10 * step)}>
          Show more: {count(sessions.length - shown, 'further session')}
        </button>
      )}
    </>
  );
}
