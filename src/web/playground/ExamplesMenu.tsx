/** Lists all examples by subject. Each is a link that opens it in a tab, also after its tab was closed. */
import './ExamplesMenu.css';
import { Menu } from '../Menu.tsx';
import { groups, nameOf, purposeOf, toTab } from './examples.ts';

export const ExamplesMenu = () => (
  <Menu name="Examples">
    <div className="example-groups">
      {groups.map(({ title, examples }) => (
        <section key={title} className="examples">
          <h2>{title}</h2>
          <ul>
            {examples.map((example) => (
              <li key={nameOf(example)}>
                <a href={`/?${new URLSearchParams(toTab(example))}`}>{nameOf(example)}</a>
                <p>{firstSentence(purposeOf(example))}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  </Menu>
);

const firstSentence = (text: string) => /^.*?[.?](?= |$)/.exec(text)?.[0] ?? text;
