/** What this program was built from. `build.js` puts it in; without a build, as in tests, there is none. */

declare const BUILD: Build | undefined;

export interface Build {
  /** The version in package.json. */
  readonly version: string;
  /** The first 12 digits of the commit, with `+` if the sources were changed since; `unknown` if the build did not know it. */
  readonly commit: string;
}

export const build: Build =
  typeof BUILD === 'undefined' ? { version: 'development', commit: 'unknown' } : BUILD;
