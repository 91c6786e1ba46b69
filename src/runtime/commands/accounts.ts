// Users and groups as the container's own tables have them.
import type { System } from '../process/command.ts'

export type AccountTable = '/etc/passwd' | '/etc/group'

/** Names that every image has, whatever its tables say. */
const USUAL: ReadonlyMap<string, number> = new Map([
  ['root', 0],
  ['nobody', 65534],
])

function rowsOf({ files }: System, table: AccountTable): readonly (readonly string[])[] {
  const content = files.read(table)
  return content.ok ? content.value.split('\n').map((line) => line.split(':')) : []
}

/** The number of a name, or of a number; null when there is no such name. */
export function idOfAccount(system: System, name: string, table: AccountTable): number | null {
  if (/^\d+$/.test(name)) return Number(name)
  const id = rowsOf(system, table).find(([own]) => own === name)?.[2]
  return id === undefined ? (USUAL.get(name) ?? null) : Number(id)
}

/** The name of a number; the number itself when it is in no row. */
export function nameOfAccount(system: System, id: number, table: AccountTable): string {
  if (id === 0) return 'root'
  return rowsOf(system, table).find((row) => row[2] === String(id))?.[0] ?? String(id)
}
