/** Sessions grouped by what is said of them, each group with the names of its sessions. */
import { useScene } from '../scene.ts';
import { count, nameOfSession } from '../words.ts';
import type { Group } from './summary.ts';

/** More are only in the table. */
const maxNames = 30;
const maxGroups = 20;

/** @param title begins each sentence, for example `would be refused`. */
export function ItemGroups({ groups, title = '' }: { groups: readonly Group[]; title?: string }) {
  const { choose } = useScene();
  return (
    <>
      {groups.slice(0, maxGroups).map(({ text, items }) => (
        <details key={text} className="item-group">
          <summary className="mark">
            <strong>{`${count(items.length, 'session')} ${title}`.trim()}</strong>: {text}
          </summary>
          <ul>
            {items.slice(0, maxNames).map(({ session, isGone }) => (
              <li key={session.id}>
                {isGone ? (
                  nameOfSession(session)
                ) : (
                  <button
                    type="button"
                    onClick={() => choose({ kind: 'session', id: session.trafficMirrorSessionId })}
                  >
                    {nameOfSession(session)}
                  </button>
                )}
              </li>
            ))}
          </ul>
          {items.length > maxNames && (
            <p>{count(items.length - maxNames, 'more session')} in the table below.</p>
          )}
        </details>
      ))}
      {groups.length > maxGroups && (
        <p>{count(groups.length - maxGroups, 'more reason')} in the table below.</p>
      )}
    </>
  );
}
