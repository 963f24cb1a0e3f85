/** How Chromium is started, for tests and for the pictures of the documents. */
export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const args =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
    ' ',
  );
