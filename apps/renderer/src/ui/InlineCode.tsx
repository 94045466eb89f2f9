/** Plain text in which only `code` between backticks is set apart. */
export function InlineCode({ text }: { readonly text: string }) {
  const parts = text.split(/`([^`\n]+)`/);
  return parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
