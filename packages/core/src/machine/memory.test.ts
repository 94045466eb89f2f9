import { expect, test } from "vitest";
import { readMachineMemory } from "./memory.ts";

const MB = 1 << 20;
const machine = {
  "/proc/meminfo": "MemTotal:       16384 kB\nMemFree: 1 kB\nMemAvailable:    8192 kB\n",
  "/proc/pressure/memory":
    "some avg10=5.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=2.50 avg60=0.00 avg300=0.00 total=0\n",
};
const reading = (files: Readonly<Record<string, string>>) => readMachineMemory((path) => files[path]);

test("the machine's memory is what the system says is available", () => {
  expect(reading(machine)).toEqual({ totalBytes: 16 * MB, availableBytes: 8 * MB, stalledPercent: 2.5 });
});

test("in a container it is the container's, files that were read counted as free", () => {
  const group = "/sys/fs/cgroup/user.slice";
  const files = {
    ...machine,
    "/proc/self/cgroup": "0::/user.slice/app.scope\n",
    [`${group}/app.scope/memory.max`]: "max\n",
    [`${group}/memory.max`]: `${4 * MB}\n`,
    [`${group}/memory.current`]: `${3 * MB}\n`,
    [`${group}/memory.stat`]: `anon ${2 * MB}\ninactive_file ${MB}\n`,
  };
  expect(reading(files)).toEqual({ totalBytes: 4 * MB, availableBytes: 2 * MB, stalledPercent: 2.5 });
});

test("version 1 of control groups is understood too", () => {
  const files = {
    ...machine,
    "/proc/self/cgroup": "4:memory:/box\n0::/\n",
    "/sys/fs/cgroup/memory/box/memory.limit_in_bytes": String(6 * MB),
    "/sys/fs/cgroup/memory/box/memory.usage_in_bytes": String(5 * MB),
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
  };
  expect(reading(files)).toEqual({ totalBytes: 6 * MB, availableBytes: MB, stalledPercent: 2.5 });
});

test("this machine has memory", () => {
  const { totalBytes, availableBytes } = readMachineMemory();
  expect([totalBytes > 0, availableBytes > 0, availableBytes <= totalBytes]).toEqual([true, true, true]);
});
