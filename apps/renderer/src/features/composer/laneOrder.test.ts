import { MessageId } from "@flightdeck/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Move, moveOnto, moveStep } from "./laneOrder.ts";

const ids = ["a", "b", "c"].map((id) => MessageId.parse(id));
const [a, b, c] = ids as [MessageId, MessageId, MessageId];

/** What the host makes of a move. */
const moved = (list: readonly MessageId[], move: Move | undefined): readonly MessageId[] => {
  if (move === undefined) return list;
  const others = list.filter((id) => id !== move.messageId);
  const at = move.before === undefined ? others.length : others.indexOf(move.before);
  return others.toSpliced(at, 0, move.messageId);
};

test("a queued message moves one place up or down, and stays at the ends", () => {
  expect(moveStep(ids, b, -1)).toEqual({ messageId: b, before: a, place: 1 });
  expect(moveStep(ids, b, 1)).toEqual({ messageId: b, place: 3 });
  expect(moveStep(ids, a, 1)).toEqual({ messageId: a, before: c, place: 2 });
  expect(moveStep(ids, a, -1)).toBeUndefined();
  expect(moveStep(ids, c, 1)).toBeUndefined();
  expect(moveStep(ids, MessageId.parse("gone"), 1)).toBeUndefined();
});

test("a dropped message stands beside the one it was dropped on", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,4}$/), { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.nat(),
      fc.boolean(),
      (names, from, onto, after) => {
        const list = names.map((name) => MessageId.parse(name));
        const messageId = list[from % list.length] as MessageId; // the list is not empty
        const id = list[onto % list.length] as MessageId;
        const move = moveOnto(list, messageId, { id, after });
        const result = moved(list, move);
        expect(result.toSorted()).toEqual(list.toSorted());
        const apart = messageId === id ? 0 : after ? 1 : -1;
        expect(result.indexOf(messageId) - result.indexOf(id)).toBe(apart);
        if (move !== undefined) expect(result.indexOf(messageId) + 1).toBe(move.place);
      },
    ),
    { numRuns: 300 },
  );
});
