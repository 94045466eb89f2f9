import { expect, test } from "vitest";
import { autostartEntry } from "./login.ts";

const execOf = (program: string, args: readonly string[], home?: string) =>
  autostartEntry({ program, args }, home)
    .split("\n")
    .find((line) => line.startsWith("Exec="));

test("what starts the app is quoted as the desktop entry's rules have it", () => {
  expect([
    execOf("/usr/bin/flightdeck", ["--hidden"]),
    execOf("/home/ada/My Apps/Flightdeck.AppImage", ["--hidden"]),
    execOf("/opt/f", ['/a 100% $HOME `x` "q" \\b', "--hidden"]),
    execOf("/opt/f", ["--hidden"], "/srv/my home"),
  ]).toEqual([
    "Exec=/usr/bin/flightdeck --hidden",
    'Exec="/home/ada/My Apps/Flightdeck.AppImage" --hidden',
    'Exec=/opt/f "/a 100%% \\\\$HOME \\\\`x\\\\` \\\\"q\\\\" \\\\\\\\b" --hidden',
    'Exec=env "FLIGHTDECK_HOME=/srv/my home" /opt/f --hidden',
  ]);
});

test("a path that would end its line is refused", () => {
  expect(() => execOf("/tmp/a\nExec=evil", [])).toThrow("control characters");
});
