// All that is below a folder.
import { joinPath } from '../filesystem/path.ts'
import type { Invocation } from '../process/command.ts'

const MAX_WALK = 2000
/** Links that lead round in a circle end here. */
const MAX_DEPTH = 32

/** Everything below a folder, each folder before what is in it; bounded. `follows` enters folders that links point to. */
export function walk(invocation: Invocation, path: string, follows = false): readonly string[] {
  const { files } = invocation.system
  const found: string[] = []
  const visit = (one: string, depth: number): void => {
    if (found.length >= MAX_WALK) return
    found.push(one)
    const entry = follows ? files.stat(one) : files.linkStat(one)
    if (!entry.ok || entry.value.type !== 'folder' || depth >= MAX_DEPTH * 2) return
    if (follows && depth >= MAX_DEPTH) return
    const names = files.list(one)
    for (const name of names.ok ? names.value : []) visit(joinPath(one, name), depth + 1)
  }
  visit(path, 0)
  invocation.budget.commands += Math.floor(found.length / 4)
  invocation.budget.meter.work(found.length * 64)
  return found
}
