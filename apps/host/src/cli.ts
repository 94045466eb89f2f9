import { usage } from "./usage.ts";

// Each command is loaded when it is asked for: `exec` must not wait for the server's code.
const commands: Record<string, () => Promise<{ run(args: readonly string[]): Promise<number> }>> = {
  serve: () => import("./commands/serve.ts"),
  exec: () => import("./commands/exec.ts"),
  "apply-patch": () => import("./commands/applyPatch.ts"),
  doctor: () => import("./commands/doctor.ts"),
};

const [name = "", ...args] = process.argv.slice(2);
const load = commands[name];
if (load !== undefined) {
  const command = await load();
  process.exitCode = await command.run(args);
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
