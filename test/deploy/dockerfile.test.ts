/** The image is built from what the build reads, and from nothing else. `.ci/image` really builds it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectFiles } from '../support/documents.ts';
import { projectRoot } from '../support/process.ts';

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');

const ignore = read('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** A pattern is for a path and what is below it; the last one that fits decides (Docker's documentation, "dockerignore"). */
const fits = (pattern: string, path: string) =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}(/|$)`).test(path);
const isLetIn = (path: string) =>
  ignore.findLast((line) => fits(line.replace('!', ''), path))?.startsWith('!') ?? true;

test('all that the build reads is let in', () => {
  const { wireit } = JSON.parse(read('package.json')) as {
    wireit: Record<'codegen' | 'build', { files: string[] }>;
  };
  const patterns = [...wireit.codegen.files, ...wireit.build.files].map((pattern) =>
    pattern.replace('**/', ''),
  );
  const isRead = (path: string) =>
    patterns.some((pattern) =>
      pattern.endsWith('**') ? path.startsWith(pattern.slice(0, -2)) : fits(pattern, path),
    );
  const needed = ['.npmrc', 'LICENSE', 'package.json', 'package-lock.json', ...projectFiles.filter(isRead)];
  expect(needed.length).toBeGreaterThan(100);
  expect(needed.filter((path) => !isLetIn(path))).toEqual([]);
});

test('nothing else is let in: no tests, no documents, and nothing that only this machine has', () => {
  const others = [
    '.env',
    '.git/config',
    'audit.jsonl',
    'node_modules/zod/index.js',
    'dist/main.js',
    'src/generated/sdl.ts',
  ];
  const folders = [...new Set(projectFiles.map((path) => path.split('/')[0] ?? ''))];
  const closed = folders.filter((folder) => ['docs', 'test', 'examples', 'deploy', '.ci'].includes(folder));
  expect(closed).toHaveLength(5);
  const paths = [...others, ...closed.map((folder) => `${folder}/file`)];
  expect(paths.filter(isLetIn)).toEqual([]);
});

test('the image has the recommended version of Node.js, and a user without rights', () => {
  const dockerfile = read('Dockerfile');
  expect(dockerfile).toContain(`ARG NODE_IMAGE=docker.io/library/node:${read('.nvmrc').trim()}-`);
  const [, last = ''] = dockerfile.split(/^FROM .* AS build$/m);
  const [, final = ''] = last.split(/^FROM /m);
  expect(final).toMatch(/^USER 10001:10001$/m);
  expect(final).not.toMatch(/^(RUN|COPY \.)/m);
});
