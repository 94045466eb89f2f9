import type { HostToShell, SecretReply } from "@flightdeck/contract";
import type { SafeStorage } from "electron";

/**
 * Encrypts or decrypts a secret for the host with the system's keychain. Must not throw. On Linux without a keyring
 * Electron would use a password that is in its source code: that counts as unavailable, and the host keeps its secrets
 * in a file only the person can read.
 */
export async function answerSecret(
  request: Extract<HostToShell, { type: "encrypt" | "decrypt" }>,
  storage: SafeStorage,
  platform: NodeJS.Platform,
): Promise<SecretReply> {
  try {
    if (platform === "linux" && storage.getSelectedStorageBackend() === "basic_text") return unavailable;
    if (!(await storage.isAsyncEncryptionAvailable())) return unavailable;
    if (request.type === "encrypt") {
      const bytes = await storage.encryptStringAsync(request.text);
      return { ok: true, value: bytes.toString("base64") };
    }
    const { result } = await storage.decryptStringAsync(Buffer.from(request.base64, "base64"));
    return { ok: true, value: result };
  } catch {
    return { ok: false, reason: "failed" };
  }
}

const unavailable: SecretReply = { ok: false, reason: "unavailable" };
