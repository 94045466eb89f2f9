import { later } from "../../ui/later.tsx";

const screen = later(() => import("./Screen.tsx"));

/** What runs without being asked: its code comes with the first look. */
export function AutomationsView() {
  return (
    <section aria-label="Automations" className="@container flex min-h-0 min-w-0 flex-1 flex-col bg-pane">
      <screen.Part />
    </section>
  );
}
