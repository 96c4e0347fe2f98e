/** A function that calls another one some time after its first call; calls until then are covered by it. */
export interface Delayed {
  (): void;
  dispose(): void;
}

/** Bundles calls that come in bursts, such as the changes of the run store. @param ms time between a call and its effect */
export function delayed(work: () => void, ms: number): Delayed {
  let timer: NodeJS.Timeout | undefined;
  const call = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, ms);
  };
  return Object.assign(call, { dispose: () => clearTimeout(timer) });
}
