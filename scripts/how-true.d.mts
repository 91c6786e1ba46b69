/** The figures of conformance/ and the sentences of SIMPLIFIED.md, from the files of the project in `root`. */
export function readHowTrue(root: string): Readonly<Record<string, unknown>>
