import { useApp, useSelect } from "../../app.tsx";
import { Mark } from "../../ui/Mark.tsx";

/** Before the host has answered for the first time. */
export function Connecting() {
  const { connection, shell } = useApp();
  const state = useSelect(connection, (now) => now);
  return (
    <main className="grid h-full place-content-center justify-items-center bg-frame pb-24 text-center">
      <div className="appears-late flex flex-col items-center">
        <Mark className="size-8" />
        {state.state === "lost" ? (
          <>
            <p role="alert" className="mt-4 font-strong">
              The host does not answer
            </p>
            <p className="mt-1 max-w-[380px] text-small text-balance text-text-2">
              {shell === undefined ? (
                <>
                  It is tried again by itself. If it was started anew, open the address that{" "}
                  <code>flightdeck serve</code> printed: it carries this window's key.
                </>
              ) : (
                "It is being started again; threads go on where they were."
              )}
            </p>
          </>
        ) : (
          <p className="mt-4 text-text-2">Connecting to the host</p>
        )}
      </div>
    </main>
  );
}
