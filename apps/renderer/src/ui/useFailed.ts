import { useCallback } from "react";
import { useApp } from "../app.tsx";
import { readFailure } from "../client.ts";

/** Says in a corner what went wrong with something that was asked in passing. */
export function useFailed(): (error: unknown) => void {
  const { toasts } = useApp();
  return useCallback(
    (error) => {
      const { message: title, detail } = readFailure(error);
      toasts.add({ tone: "bad", title, detail });
    },
    [toasts],
  );
}
