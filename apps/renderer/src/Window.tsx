import type { Settings } from "@flightdeck/contract";
import { useEffect } from "react";
import { useApp, useSelect } from "./app.tsx";
import { Connecting } from "./features/connection/Connecting.tsx";
import { FirstRun } from "./features/firstRun/FirstRun.tsx";
import { Frame } from "./features/layout/Frame.tsx";
import { applyTheme } from "./theme/applyTheme.ts";
import { ErrorBoundary } from "./ui/ErrorBoundary.tsx";
import { TipLayer } from "./ui/Tip.tsx";
import { Toasts } from "./ui/Toasts.tsx";

/** Everything inside the window. */
export function Window() {
  const { settings, toasts, shell } = useApp();
  const theme = useSelect(settings, (state) => state.settings?.theme);
  const welcomed = useSelect(settings, (state) => state.settings?.welcomed);
  useEffect(() => {
    if (theme === undefined) return;
    applyTheme(theme, document.documentElement, window.localStorage);
    shell?.setTheme(theme);
  }, [theme, shell]);
  return (
    <ErrorBoundary part="The window">
      <Screen welcomed={welcomed} />
      <Toasts toasts={toasts} />
      <TipLayer />
    </ErrorBoundary>
  );
}

function Screen({ welcomed }: { readonly welcomed: Settings["welcomed"] | undefined }) {
  if (welcomed === undefined) return <Connecting />;
  return welcomed ? <Frame /> : <FirstRun />;
}
