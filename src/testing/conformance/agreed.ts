// conformance/agreed.json: the cases that agreed, and may not differ later.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConformanceCase } from './case.ts'

export type Agreed = Readonly<Record<string, readonly string[]>>

/** The list of each suite; empty when there is no file. */
export function readAgreed(root: string): Agreed {
  const file = fileIn(root)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Agreed) : {}
}

/** Writes the cases that agree now. */
export function writeAgreed(root: string, cases: readonly ConformanceCase[]): void {
  const agreed: Record<string, string[]> = {}
  for (const { suite, name, verdict } of cases) {
    if (verdict === 'agreed') (agreed[suite] ??= []).push(name)
  }
  writeFileSync(fileIn(root), `${JSON.stringify(agreed, null, 2)}\n`)
}

function fileIn(root: string): string {
  return join(root, 'conformance', 'agreed.json')
}
