import { later } from "../../ui/later.tsx";

export { InboxLink } from "./InboxLink.tsx";

/** The screen comes with its first use. */
export const { Part: InboxView } = later(() => import("./InboxView.tsx"));
