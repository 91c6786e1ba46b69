// The cases of this folder as data: in each file, the first document says what is right, and the others are what a
// person applies. A text beginning with '~' is a regular expression; any other is the whole text.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseYaml } from '#yaml/parse-yaml.ts'

/** What is right of one container, 'pod/container'. Only what is named is compared. */
export interface ContainerExpectation {
  readonly state?: 'waiting' | 'running' | 'terminated'
  readonly reason?: string
  readonly message?: string
  readonly exitCode?: number
  readonly restarts?: number
  readonly lastReason?: string
  readonly lastMessage?: string
  readonly lastExitCode?: number
  readonly ready?: boolean
  /** All that it printed, or with a list lines that are among it, in this order. */
  readonly logs?: string | readonly string[]
  /** What must not be among its lines. */
  readonly quiet?: readonly string[]
}

/** What is right of one Pod. `null` for a Pod: it is gone. */
export interface PodExpectation {
  readonly phase?: string
  /** The column STATUS of `kubectl get pods`. */
  readonly status?: string
  readonly ready?: string
  readonly reason?: string
  readonly message?: string
}

export interface KubectlExpectation {
  /** The words after `kubectl`, cut at spaces. */
  readonly run: string
  /** All that it prints, standard error too. */
  readonly prints: string
  /** 0 when left out. */
  readonly code?: number
}

export interface WildCase {
  readonly file: string
  /** What it shows, in a sentence. */
  readonly case: string
  /** How long it runs; '2m' when left out. */
  readonly until?: string
  /** Further lines of scenario.yaml: actions, images. */
  readonly scenario?: string
  /** Further files by path: 'later/cm.yaml', 'cluster.yaml'. */
  readonly files?: Readonly<Record<string, string>>
  readonly pods?: Readonly<Record<string, PodExpectation | null>>
  readonly containers?: Readonly<Record<string, ContainerExpectation>>
  /** 'Warning Failed web: Error: ...': type, reason and object's name, then the message. */
  readonly events?: readonly string[]
  /** Events that must not be there, in the same form. */
  readonly noEvents?: readonly string[]
  /** What `check` says of the manifest, without the place. */
  readonly check?: readonly string[]
  /** With what the manifests are refused; all of it is here. */
  readonly refused?: readonly string[]
  /** Commands of kubectl at the end, and what they print. */
  readonly kubectl?: readonly KubectlExpectation[]
  /** What it does not say. */
  readonly noCheck?: readonly string[]
  readonly manifest: string
}

/** All cases of a folder and the folders in it, by name. */
export function readCases(folder: string): readonly WildCase[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((one) => {
      const path = join(folder, one.name)
      if (one.isDirectory()) return readCases(path)
      return one.name.endsWith('.yaml') ? [readCase(path)] : []
    })
    .sort((a, b) => a.file.localeCompare(b.file))
}

function readCase(path: string): WildCase {
  const text = readFileSync(path, 'utf8')
  const cut = text.indexOf('\n---\n')
  if (cut === -1) throw new Error(`${path} has no manifest`)
  const { documents, diagnostics } = parseYaml(text.slice(0, cut + 1))
  const head = documents[0]?.value
  if (diagnostics.length > 0 || typeof head !== 'object' || head === null)
    throw new Error(`${path} has no head: ${diagnostics[0]?.message ?? ''}`)
  const manifest = text.slice(cut + '\n---\n'.length)
  return {
    ...(head as unknown as Omit<WildCase, 'file' | 'manifest'>),
    manifest,
    file: basename(path),
  }
}
