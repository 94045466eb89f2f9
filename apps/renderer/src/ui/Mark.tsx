/** Flightdeck's mark: three strips, and a light for the one that calls. */
export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 26 26" fill="none" stroke="currentColor" strokeLinecap="round" aria-hidden className={className}>
      <path d="M3 8.5h20M3 13h13M3 17.5h7" strokeWidth="2.5" />
      <circle cx="21" cy="17.5" r="2.4" fill="var(--accent-glyph)" stroke="none" />
    </svg>
  );
}
