import { TipProvider } from "./ui/Tip.tsx";

/** Everything inside the window. */
export function Window() {
  return (
    <TipProvider>
      <div className="bg-pane text-text-2">Flightdeck</div>
    </TipProvider>
  );
}
