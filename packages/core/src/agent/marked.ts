/**
 * Puts data that others wrote between marks that it cannot close, for a model to read and not to obey: `mark` is a word that
 * is new with each request, so that nobody can know it before.
 */
export const marked = (mark: string, kind: string, text: string): string =>
  `<<<${kind} ${mark}\n${text.replaceAll(mark, "[mark]").trimEnd()}\n>>>${kind} ${mark}`;
