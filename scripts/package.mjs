// Makes installers: stages what was built and hands electron-builder the rest of the command line.
import { run } from "./process.mjs";
import { stage } from "./stage.mjs";
import { path, tool } from "./workspace.mjs";

try {
  stage(path("release", "stage"));
  const { code } = await run(
    tool("electron-builder", "--config", path("electron-builder.yml"), "--publish", "never", ...process.argv.slice(2)),
  );
  process.exitCode = code;
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
