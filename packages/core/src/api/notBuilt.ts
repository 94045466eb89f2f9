import { AppError } from "../errors/index.ts";

/** A method whose feature is being written. */
export const notBuilt = (): never => {
  throw new AppError("internal", "This is not built yet");
};
