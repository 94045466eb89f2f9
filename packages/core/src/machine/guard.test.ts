import fc from "fast-check";
import { expect, test } from "vitest";
import { type Guarded, offenders, reserveOf } from "./guard.ts";

const GB = 2 ** 30;
const memory = (availableBytes: number, stalledPercent = 0) => ({
  totalBytes: 16 * GB,
  availableBytes,
  stalledPercent,
});
const command = (id: string, memoryBytes: number, startedAt: number, stopping = false): Guarded => ({
  id,
  memoryBytes,
  startedAt,
  stopping,
});

test("while there is room, nobody has to go", () => {
  expect(offenders([command("a", 4 * GB, 1), command("b", 2 * GB, 2)], memory(6 * GB), 12 * GB)).toEqual([]);
});

test("of the large ones the youngest goes first, however young the small ones are", () => {
  const commands = [command("old", 5 * GB, 1), command("young", 4 * GB, 2), command("small", GB / 8, 3)];
  expect(offenders(commands, memory(GB / 2), 12 * GB)).toEqual([{ id: "young", cause: "machine" }]);
});

test("as many go as must", () => {
  const commands = [command("a", 6 * GB, 1), command("b", 6 * GB, 2), command("c", 6 * GB, 3)];
  expect(offenders(commands, memory(8 * GB), 8 * GB)).toEqual([
    { id: "c", cause: "limit" },
    { id: "b", cause: "limit" },
  ]);
});

test("what is on its way out counts as free: nobody goes for memory that comes back anyway", () => {
  const commands = [command("a", 3 * GB, 1), command("b", 4 * GB, 2, true)];
  expect(offenders(commands, memory(GB / 4), 12 * GB)).toEqual([]);
});

test("where other programs use the memory, small commands are left alone", () => {
  expect(offenders([command("a", GB / 10, 1)], memory(GB / 10), 12 * GB)).toEqual([]);
});

test("stalls make the guard act earlier", () => {
  const commands = [command("a", 3 * GB, 1)];
  const available = reserveOf(16 * GB) * 1.5;
  expect([
    offenders(commands, memory(available), 12 * GB),
    offenders(commands, memory(available, 30), 12 * GB),
  ]).toEqual([[], [{ id: "a", cause: "machine" }]]);
});

test("what remains keeps the limit, and nobody is named twice", () => {
  const some = fc.array(
    fc.record({ gb: fc.double({ min: 0, max: 8, noNaN: true }), at: fc.nat(100), stopping: fc.boolean() }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(some, fc.double({ min: 0, max: 16, noNaN: true }), (list, available) => {
      const commands = list.map(({ gb, at, stopping }, index) => command(`c${index}`, gb * GB, at, stopping));
      const gone = offenders(commands, memory(available * GB), 8 * GB).map(({ id }) => id);
      const left = commands.filter(({ id, stopping }) => !stopping && !gone.includes(id));
      expect(new Set(gone).size).toBe(gone.length);
      expect(commands.filter(({ id, stopping }) => stopping && gone.includes(id))).toEqual([]);
      expect(left.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)).toBeLessThanOrEqual(8 * GB);
    }),
  );
});
