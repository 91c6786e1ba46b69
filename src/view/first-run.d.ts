// Made when the page is built: what `src/playground/recorded/record-run.ts` writes down of `first-files.ts`.
declare module 'virtual:first-run' {
  /** For `runFromText`; null where nothing was recorded. */
  const text: string | null
  export default text
}

declare module 'virtual:first-run/steps' {
  /** For `answersFromText`; null where nothing was recorded. */
  const text: string | null
  export default text
}
