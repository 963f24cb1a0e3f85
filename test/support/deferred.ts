/** A promise that the test settles itself, to control the order of events. */
export function deferred<Value = void>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (failure: unknown) => void = () => {};
  const promise = new Promise<Value>((onDone, onFailed) => {
    resolve = onDone;
    reject = onFailed;
  });
  return { promise, resolve, reject };
}

/** Resolves when all promise callbacks that could run have run. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
