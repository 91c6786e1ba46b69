// Made when the page is built, by scripts/how-true.mjs.
declare module 'virtual:how-true' {
  export const SUITES: readonly {
    readonly suite: string
    readonly what: string
    /** Recorded questions that are answered as Kubernetes answered them. */
    readonly agreed: number
    readonly recorded: number
  }[]
  export const SIMPLIFIED: readonly {
    readonly part: string
    readonly texts: readonly string[]
  }[]
}
