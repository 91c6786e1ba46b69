// What a shell is to do with completions. Follows ShellCompDirective of spf13/cobra v1.10.2 (completions.go).
import type { Session } from '../session.ts'

/** Files are offered where nothing else is. */
export const DEFAULT = 0
/** No blank follows. */
export const NO_SPACE = 2
/** Files are never offered. */
export const NO_FILES = 4
/** The words are the endings of files that are offered. */
export const FILTER_FILES = 8

const NAMES: readonly (readonly [bit: number, name: string])[] = [
  [NO_SPACE, 'ShellCompDirectiveNoSpace'],
  [NO_FILES, 'ShellCompDirectiveNoFileComp'],
  [FILTER_FILES, 'ShellCompDirectiveFilterFileExt'],
]

export interface Completed {
  readonly words: readonly string[]
  /** The sum of the constants. */
  readonly directive: number
}

/** What completion reads from. */
export type Surroundings = Pick<Session, 'client' | 'kubeconfig'>

/** 'ShellCompDirectiveNoSpace, ShellCompDirectiveNoFileComp' */
export function directiveText(directive: number): string {
  const names = NAMES.filter(([bit]) => (directive & bit) !== 0).map(([, name]) => name)
  return names.length === 0 ? 'ShellCompDirectiveDefault' : names.join(', ')
}
