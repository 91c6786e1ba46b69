// The command line as a test sees it: folders to give it, and what it prints.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { vi } from 'vitest'
import { main } from '../main.ts'

/** The path of a new folder with these files, by their paths in it. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'podscape-cli-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  return path
}

/** Runs a command line; what it printed on both streams, and its exit code. */
export async function podscape(...args: readonly string[]) {
  const out: string[] = []
  const err: string[] = []
  const into = (lines: string[]) => (text: string | Uint8Array) => lines.push(String(text)) > 0
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into(out)),
    vi.spyOn(process.stderr, 'write').mockImplementation(into(err)),
  ]
  const code = await main(args)
  for (const spy of spies) spy.mockRestore()
  return { code, out: out.join(''), err: err.join('') }
}
