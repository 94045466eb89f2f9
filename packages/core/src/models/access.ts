import { AppError } from "../errors/index.ts";
import { failureOf } from "./failure.ts";
import { type Endpoint, errorOf, headersOf, keyFailure, reasonOf, urlOf } from "./http.ts";

const patience = 15_000;

/**
 * Asks the provider for its models, to see whether key and address work. Throws model_unauthorized or
 * provider_unreachable.
 */
export async function checkAccess(
  endpoint: Endpoint,
  signal?: AbortSignal,
): Promise<{ readonly models: number; readonly milliseconds: number }> {
  const misuse = keyFailure(endpoint);
  if (misuse !== undefined) throw new AppError(codeOf(misuse.code), misuse.detail);
  const started = performance.now();
  const waiting = AbortSignal.timeout(patience);
  let response: Response;
  try {
    response = await (endpoint.fetch ?? globalThis.fetch)(urlOf(endpoint, "models"), {
      headers: headersOf(endpoint),
      signal: signal === undefined ? waiting : AbortSignal.any([signal, waiting]),
    });
  } catch (error) {
    const detail = waiting.aborted ? `No answer within ${patience / 1000} seconds` : reasonOf(error);
    throw new AppError("provider_unreachable", detail, { cause: error });
  }
  if (!response.ok) {
    const { code, message, detail } = failureOf(await errorOf(response), false);
    throw new AppError(codeOf(code), detail ?? message);
  }
  const body: unknown = await response.json().catch(() => undefined);
  const models = (body as { data?: unknown } | undefined)?.data; // checked on the next line
  if (!Array.isArray(models))
    throw new AppError("provider_unreachable", "The address answers, but not with a list of models");
  return { models: models.length, milliseconds: Math.round(performance.now() - started) };
}

const codeOf = (code: string) => (code === "model_unauthorized" ? code : "provider_unreachable");
