import { fixtureOf, threadId } from "./fixture.ts";

// A process of its own, to be killed in the middle of what it does: reverts everything, or undoes the last revert.
const [folder = "", root = "", act = "revert"] = process.argv.slice(2);
const at = fixtureOf(folder, root, { dispose: () => undefined });
process.stdout.write("ready\n");
const [newest] = at.changes.reverts(threadId);
if (act === "revert") await at.revert("all");
else if (newest !== undefined) await at.changes.undo(at.place, newest.id);
process.stdout.write("done\n");
