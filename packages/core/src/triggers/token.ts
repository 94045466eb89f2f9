import { createHash, timingSafeEqual } from "node:crypto";

/** A webhook's secret: 256 bits, which nobody guesses, so that a plain hash keeps it. */
export const newToken = (randomBytes: (count: number) => Buffer): string =>
  `flightdeck_${randomBytes(32).toString("base64url")}`;

export const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Of a token that nobody has: what is compared with where there is no automation, so that it takes as long. */
const nobody = hashOf("");

/** Whether a token is the one of the hash; tells by time neither how much was right nor whether there is a hash. */
export function fits(token: string, hash: string | undefined): boolean {
  const same = timingSafeEqual(Buffer.from(hashOf(token)), Buffer.from(hash ?? nobody));
  return same && hash !== undefined;
}
