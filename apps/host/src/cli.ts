import { usage } from "./usage.ts";

// Each command is loaded when it is asked for: `exec` must not wait for the server's code.
const commands: Record<string, () => Promise<{ run(args: readonly string[]): Promise<number> }>> = {
  serve: () => import("./commands/serve.ts"),
  exec: async () => {
    // Programs compiled from schemas cost a start more than they save in one turn.
    const { config } = await import("zod");
    config({ jitless: true });
    return import("./commands/exec.ts");
  },
  review: () => import("./commands/review.ts"),
  automation: () => import("./commands/automation.ts"),
  "apply-patch": () => import("./commands/applyPatch.ts"),
  doctor: () => import("./commands/doctor.ts"),
};

const [name = "", ...args] = process.argv.slice(2);
const load = commands[name];
if (load !== undefined) {
  // Whoever read the output may leave (`| head`): the work goes on without them.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const command = await load();
  try {
    process.exitCode = await command.run(args);
  } catch (error) {
    const { sentence } = await import("./failure.ts");
    process.stderr.write(`flightdeck ${name}: ${sentence(error)}\n`);
    process.exitCode = 1;
  }
} else if (name === "" || name === "help" || name === "--help" || name === "-h") {
  process.stdout.write(usage);
  process.exitCode = name === "" ? 2 : 0;
} else if (name === "--version" || name === "version") {
  const { version } = await import("./version.ts");
  process.stdout.write(`${version}\n`);
} else {
  process.stderr.write(`flightdeck: there is no command '${name}'\n\n${usage}`);
  process.exitCode = 2;
}
