/** The documents of the repository, and the commands in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from './process.ts';

const made = new Set(['.git', 'node_modules', 'dist', 'generated', 'test-screenshots']);

/** Every file of the repository that is not generated, as a path from the root. */
export const projectFiles = filesIn(projectRoot);

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !made.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [relative(projectRoot, path)];
    });
}

export interface Block {
  readonly language: string;
  readonly text: string;
}

export interface Document {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  /** The fenced code blocks, in order. */
  readonly blocks: readonly Block[];
  /** The text without the blocks. */
  readonly prose: string;
  /** The texts between backticks in the prose. */
  readonly code: readonly string[];
}

const fence = /^```(\w*)\n(.*?)^```$/gms;

/** The README first. */
export const documents: readonly Document[] = projectFiles
  .filter((path) => path.endsWith('.md'))
  .sort((left, right) => Number(right === 'README.md') - Number(left === 'README.md'))
  .map((path) => {
    const text = readFileSync(join(projectRoot, path), 'utf8');
    const prose = text.replace(fence, '');
    return {
      path,
      text,
      blocks: [...text.matchAll(fence)].map(([, language = '', block = '']) => ({
        language,
        text: block.trim(),
      })),
      prose,
      code: [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\s+/g, ' ')),
    };
  });

export function documentAt(path: string): Document {
  const found = documents.find((document) => document.path === path);
  if (found === undefined) throw new Error(`there is no document ${path}`);
  return found;
}

export interface Command {
  readonly command: string;
  readonly document: string;
  /** The JSON that the document shows as its answer. */
  readonly answer: string | undefined;
}

/** Every command, once: the `bash` blocks, and the texts between backticks that begin with the name of a program. */
export const commands: readonly Command[] = documents
  .flatMap(commandsOf)
  .filter(({ command }, index, all) => index === all.findIndex((other) => other.command === command));

function commandsOf({ path: document, blocks, code }: Document): Command[] {
  const inBlocks = blocks.flatMap(({ language, text: command }, index) => {
    const next = blocks[index + 1];
    const answer = command.startsWith('curl') && next?.language === 'json' ? next.text : undefined;
    return language === 'bash' ? [{ command, document, answer }] : [];
  });
  const inText = code.filter((text) => /^(npm|npx|node|aws|curl) |^\.ci\/run$/.test(text));
  return [...inBlocks, ...inText.map((command) => ({ command, document, answer: undefined }))];
}
