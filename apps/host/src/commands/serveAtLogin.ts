import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { userInfo } from "node:os";
import { loginEntry, type LoginEntry } from "../atLogin.ts";
import { openHome, socketPath } from "../home.ts";

/** Of the environment, what the host needs and nobody minds in a file. Keys stay out of it. */
const handedOn = ["PATH", "LANG", "OPENAI_BASE_URL", "FLIGHTDECK_LOCAL_SERVERS", "FLIGHTDECK_SOURCES"];

/** Has the system start this host with the person's log-in, or no longer. Returns the exit code. */
export async function setAtLogin(
  wanted: boolean,
  options: { readonly home?: string | undefined; readonly port?: string | undefined },
): Promise<number> {
  const home = openHome(options.home);
  const entry = await entryOf(home, options.port);
  if (entry === undefined) {
    process.stderr.write(
      "flightdeck serve: on this system there is no service that this can set up; have its task scheduler run 'flightdeck serve'\n",
    );
    return 1;
  }
  return wanted ? install(entry) : uninstall(entry);
}

async function entryOf(home: string, port: string | undefined): Promise<LoginEntry | undefined> {
  const [, program = ""] = process.argv;
  const environment = Object.fromEntries(
    handedOn.flatMap((name) => {
      const value = process.env[name];
      return value === undefined || value === "" ? [] : [[name, value] as const];
    }),
  );
  const words = ["serve", "--home", home, ...(port === undefined ? [] : ["--port", port])];
  return loginEntry(
    {
      command: [process.execPath, realpathSync(program), ...words],
      environment,
      log: join(home, "logs/serve.log"),
    },
    {
      platform: process.platform,
      environment: process.env,
      home,
      uid: userInfo().uid,
      taken: await answers(socketPath(home)),
    },
  );
}

function install({ file, text, begin }: LoginEntry): number {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  process.stdout.write(`Flightdeck starts when you log in: ${file}\n`);
  const failed = begin.map(told).find((why) => why !== undefined);
  if (failed !== undefined) {
    process.stderr.write(`flightdeck serve: the system was not told of it: ${failed}\n`);
    return 1;
  }
  if (process.platform === "linux")
    process.stdout.write("To start it with the machine, before you log in: loginctl enable-linger\n");
  process.stdout.write("'flightdeck serve' says where it is; 'flightdeck serve --uninstall' takes it back.\n");
  const { OPENAI_API_KEY: key = "" } = process.env;
  if (key !== "")
    process.stderr.write("The key in OPENAI_API_KEY is not written down there: enter it in Settings, Model access.\n");
  return 0;
}

function uninstall({ file, end }: LoginEntry): number {
  if (!existsSync(file)) {
    process.stdout.write("Flightdeck did not start when you log in.\n");
    return 0;
  }
  for (const command of end) told(command); // one that does not run cannot be ended
  rmSync(file, { force: true });
  process.stdout.write("Flightdeck no longer starts when you log in.\n");
  return 0;
}

/** Why a command did not do its work; undefined when it did. */
function told([program = "", ...args]: readonly string[]): string | undefined {
  const { error, status, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 30_000 });
  const command = [program, ...args].join(" ");
  if (error !== undefined) return `'${command}' could not be run`;
  return status === 0 ? undefined : `'${command}' said: ${stderr.trim()}`;
}

/** Whether a host listens for commands of this user. */
const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
