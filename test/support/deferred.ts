/** A promise that the test settles itself, to decide what happens before what. */
export function deferred<Value = void>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (failure: unknown) => void = () => {};
  const promise = new Promise<Value>((onDone, onFailed) => {
    resolve = onDone;
    reject = onFailed;
  });
  return { promise, resolve, reject };
}

/** Lets everything run that is not waiting for something else. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
