/** How people sign in here, as the gateway has written it into the page. */
import type { SignIn } from './settings.ts';

const { content } = document.querySelector<HTMLMetaElement>('meta[name="sign-in"]') ?? {};

/** Undefined: people cannot sign in here. */
export const signIn: SignIn | undefined = content && {
  ...JSON.parse(content),
  backUrl: `${location.origin}/signin`,
};
