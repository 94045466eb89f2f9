type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that tools need to find themselves and that hold no secret. */
const allowed = new Set(
  `PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR HOSTNAME
  XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_DATA_DIRS XDG_CONFIG_DIRS
  MANPATH INFOPATH LD_LIBRARY_PATH DYLD_LIBRARY_PATH PKG_CONFIG_PATH CC CXX CFLAGS CXXFLAGS LDFLAGS MAKEFLAGS
  NODE_ENV NODE_PATH NODE_EXTRA_CA_CERTS NVM_DIR NVM_BIN VOLTA_HOME PNPM_HOME BUN_INSTALL DENO_DIR FNM_DIR COREPACK_HOME
  PYTHONPATH PYTHONHOME VIRTUAL_ENV CONDA_PREFIX CONDA_DEFAULT_ENV PYENV_ROOT PYENV_VERSION PIPX_HOME UV_CACHE_DIR
  JAVA_HOME JDK_HOME GRADLE_HOME GRADLE_USER_HOME MAVEN_HOME M2_HOME SDKMAN_DIR KOTLIN_HOME ANDROID_HOME ANDROID_SDK_ROOT
  GOPATH GOROOT GOBIN GOCACHE GOMODCACHE GOFLAGS CARGO_HOME RUSTUP_HOME RUSTUP_TOOLCHAIN RUSTFLAGS
  GEM_HOME GEM_PATH RBENV_ROOT RUBY_VERSION DOTNET_ROOT COMPOSER_HOME MIX_HOME GHCUP_INSTALL_BASE_PREFIX OPAMROOT
  ASDF_DIR ASDF_DATA_DIR MISE_DATA_DIR MISE_CONFIG_DIR HOMEBREW_PREFIX HOMEBREW_CELLAR HOMEBREW_REPOSITORY DEVELOPER_DIR SDKROOT
  NIX_PATH NIX_PROFILES NIX_SSL_CERT_FILE SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE
  SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT APPDATA LOCALAPPDATA PROGRAMDATA PROGRAMFILES PROGRAMFILES(X86) USERPROFILE
  HOMEDRIVE HOMEPATH TEMP TMP NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE`.split(/\s+/),
);

/** Kept only while their value names no user and password. */
const proxies = new Set(["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]);

const secretLike = /KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|COOKIE|PRIVATE/;

function isAllowed(name: string, value: string): boolean {
  const upper = name.toUpperCase();
  if (proxies.has(upper)) return !value.includes("@");
  return (allowed.has(upper) || upper.startsWith("LC_")) && !secretLike.test(upper);
}

/** The part of the host's environment that a command may see: names on a list, none that looks like a secret. */
export function scrubEnvironment(environment: Environment): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment))
    if (value !== undefined && isAllowed(name, value)) kept[name] = value;
  return kept;
}

/** What every command finds set: plain output, no pager, no prompt that nobody would answer. */
export function forcedEnvironment(terminal: boolean): Record<string, string> {
  return {
    NO_COLOR: "1",
    TERM: terminal ? "xterm-256color" : "dumb",
    PAGER: "cat",
    GIT_PAGER: "cat",
    GIT_TERMINAL_PROMPT: "0",
    GIT_EDITOR: "true",
    FLIGHTDECK: "1",
    // A first shell whose input is a socket takes itself for a remote login and reads the person's start files.
    SHLVL: "1",
  };
}
