import type { Settings } from "@flightdeck/contract";

export type SpokenKind = "approve" | "decline" | "stop";
export type SpokenWords = Readonly<Record<SpokenKind, readonly string[]>>;

/** What is an answer in each language, when nothing else is said. */
const byLanguage: Readonly<Record<string, SpokenWords>> = {
  en: {
    approve: ["approve", "approved", "approve it", "yes", "yes approve", "allow", "allow it", "go ahead"],
    decline: ["decline", "declined", "decline it", "no", "deny", "reject", "do not", "don't"],
    stop: ["stop", "stop it", "stop the turn", "cancel", "abort"],
  },
  de: {
    approve: ["genehmigen", "genehmigt", "erlauben", "erlaubt", "ja", "ja genehmigen", "freigeben", "zustimmen"],
    decline: ["ablehnen", "abgelehnt", "nein", "nicht erlauben", "verweigern"],
    stop: ["stopp", "stop", "anhalten", "halt", "abbrechen"],
  },
  fr: {
    approve: ["approuver", "approuvé", "oui", "autoriser", "vas-y"],
    decline: ["refuser", "refusé", "non", "rejeter"],
    stop: ["stop", "arrête", "arrêter", "annuler"],
  },
  es: {
    approve: ["aprobar", "aprobado", "sí", "permitir", "adelante"],
    decline: ["rechazar", "rechazado", "no", "denegar"],
    stop: ["para", "parar", "detener", "alto", "cancelar"],
  },
};

/** The words in use: the person's own, else those of the language, else those of all languages. */
export function spokenWords({ words, language }: Pick<Settings["voice"], "words" | "language">): SpokenWords {
  const known = language === undefined ? undefined : byLanguage[language];
  const languages = known === undefined ? Object.values(byLanguage) : [known];
  const of = (kind: SpokenKind) => words[kind] ?? [...new Set(languages.flatMap((each) => each[kind]))];
  return { approve: of("approve"), decline: of("decline"), stop: of("stop") };
}

const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/’/g, "'")
    .replace(/[.,;:!?¡¿…"„“”«»()]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();

/** The answer that a dictated text is; undefined for one that says anything more. A word that could be two is none. */
export function spokenAnswer(text: string, words: SpokenWords): SpokenKind | undefined {
  const said = plain(text);
  const kinds = (Object.keys(words) as SpokenKind[]).filter((kind) => words[kind].some((word) => plain(word) === said)); // its keys
  return said === "" || kinds.length !== 1 ? undefined : kinds[0];
}
