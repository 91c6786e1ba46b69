/** The path of a browser, or null when there is none. */
export function findFirefox(): string | null
