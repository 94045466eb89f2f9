import { useRef, useState } from "react";
import { type Failure, readFailure } from "../../client.ts";

/** One request at a time, and what went wrong with the last. `stop` gives it up where the host can still do so. */
export function useSubmit<Output>(
  run: (signal: AbortSignal) => Promise<Output>,
  onDone: (output: Output) => void,
  onFailed?: (failure: Failure) => void,
): {
  readonly busy: boolean;
  readonly failure: Failure | undefined;
  readonly submit: () => void;
  readonly stop: () => void;
} {
  const life = useRef<AbortController>(undefined);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const submit = () => {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    const { signal } = (life.current = new AbortController());
    run(signal)
      .then(onDone)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        const read = readFailure(error);
        setFailure(read);
        onFailed?.(read);
      })
      .finally(() => setBusy(false));
  };
  return { busy, failure, submit, stop: () => life.current?.abort() };
}
