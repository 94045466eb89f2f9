import { settingPaths } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { findFields, settingFields, unshown } from "./fields.ts";

test("every key of config.toml has a field in the window, or a reason to have none", () => {
  const shown = settingFields.flatMap(({ paths }) => paths);
  expect([...shown, ...Object.keys(unshown)].toSorted()).toEqual(settingPaths().toSorted());
});

test("a field is found by its name, its key and words beside it, those with the word in the name first", () => {
  const names = (typed: string) => findFields(typed).map(({ name }) => name);
  expect([names("dark"), names("compactAtPercent"), names("font term"), names("zzz"), names("")]).toEqual([
    ["Theme"],
    ["Make the conversation shorter"],
    ["Letters in terminals"],
    [],
    [],
  ]);
  expect(names("model")[0]).toBe("Model");
});
