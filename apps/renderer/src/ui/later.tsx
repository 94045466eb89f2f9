import { type ComponentType, useEffect, useState } from "react";

/** A component whose code comes with its first use, or ahead of it. */
export interface Later<Props> {
  readonly Part: ComponentType<Props>;
  /** Brings the code. Rejects where it does not come; the next use tries again. */
  readonly ahead: () => Promise<void>;
}

/**
 * As React's `lazy`, without its wait: React shows what was suspended 300 ms after its fallback at the earliest, even where
 * the code came at once. Throws where the code does not come.
 */
export function later<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): Later<Props> {
  let Code: ComponentType<Props> | undefined;
  const ahead = async () => {
    Code = (await load()).default;
  };
  function Part(props: Props) {
    const [state, setState] = useState<{ readonly failure?: unknown }>({});
    const [isMissing] = useState(Code === undefined);
    useEffect(() => {
      if (!isMissing) return;
      let gone = false;
      ahead().then(
        () => gone || setState({}),
        (failure: unknown) => gone || setState({ failure }),
      );
      return () => {
        gone = true;
      };
    }, [isMissing]);
    if (state.failure !== undefined) throw state.failure as Error; // the boundary around it says so, and tries again
    return Code === undefined ? null : <Code {...props} />;
  }
  return { Part, ahead };
}
