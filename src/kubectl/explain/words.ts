// What the API says of its types and fields.

/** By type, and by field; '' is the type itself. */
export type Descriptions = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The values that a field can have, and what a server says of them behind the field's description. */
export interface Enum {
  readonly values: readonly string[]
  readonly words: string
}

export interface ApiWords {
  readonly descriptions: Descriptions
  /** By type and field. */
  readonly enums: Readonly<Record<string, Readonly<Record<string, Enum>>>>
}

/** What is said of a field, or of the type itself where the field is ''; '' where nothing is. */
export function wordsOf({ descriptions, enums }: ApiWords, type: string, field: string): string {
  return (descriptions[type]?.[field] ?? '') + (enums[type]?.[field]?.words ?? '')
}
