import { useState } from "react";
import { type Failure, readFailure } from "../../client.ts";

/** One request at a time, and what went wrong with the last. */
export function useSubmit<Output>(
  run: () => Promise<Output>,
  onDone: (output: Output) => void,
  onFailed?: (failure: Failure) => void,
): { readonly busy: boolean; readonly failure: Failure | undefined; readonly submit: () => void } {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const submit = () => {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    run()
      .then(onDone)
      .catch((error: unknown) => {
        const read = readFailure(error);
        setFailure(read);
        onFailed?.(read);
      })
      .finally(() => setBusy(false));
  };
  return { busy, failure, submit };
}
