import type { SafeStorage } from "electron";
import { expect, test } from "vitest";
import { answerSecret } from "./safeStorage.ts";

const keychain = (over: Partial<SafeStorage> = {}) =>
  ({
    getSelectedStorageBackend: () => "gnome_libsecret",
    isAsyncEncryptionAvailable: async () => true,
    encryptStringAsync: async (text: string) => Buffer.from(text).reverse(),
    decryptStringAsync: async (bytes: Buffer) => ({ result: Buffer.from(bytes).reverse().toString() }),
    ...over,
  }) as unknown as SafeStorage; // the four methods the shell calls

const encrypt = { type: "encrypt", id: 1, text: "sk-1" } as const;

test("a secret is encrypted to base64 and read back", async () => {
  const reply = await answerSecret(encrypt, keychain(), "linux");
  expect(reply).toEqual({ ok: true, value: Buffer.from("1-ks").toString("base64") });
  const base64 = reply.ok ? reply.value : "";
  expect(await answerSecret({ type: "decrypt", id: 2, base64 }, keychain(), "linux")).toEqual({
    ok: true,
    value: "sk-1",
  });
});

test("a Linux without a keyring has no keychain to trust; the same answer elsewhere is not asked for", async () => {
  const basic = keychain({ getSelectedStorageBackend: () => "basic_text" });
  expect(await answerSecret(encrypt, basic, "linux")).toEqual({ ok: false, reason: "unavailable" });
  expect(await answerSecret(encrypt, basic, "darwin")).toMatchObject({ ok: true });
});

test("a keychain that is locked or refuses is told, never thrown", async () => {
  const locked = keychain({ isAsyncEncryptionAvailable: async () => false });
  expect(await answerSecret(encrypt, locked, "darwin")).toEqual({ ok: false, reason: "unavailable" });
  const refusing = keychain({ encryptStringAsync: () => Promise.reject(new Error("denied")) });
  expect(await answerSecret(encrypt, refusing, "win32")).toEqual({ ok: false, reason: "failed" });
});
