/** The code with all its literals that begin with a spread rewritten; the order of their keys is the same. */
export function withSharedShapes(code: string): string
