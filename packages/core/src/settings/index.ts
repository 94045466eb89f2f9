export { readPlainFile } from "./readPlainFile.ts";
export { replaceFile } from "./replaceFile.ts";
export { openSecrets, type SecretBox, type Secrets } from "./secrets.ts";
export { openSettings, type SettingsFile } from "./settings.ts";
