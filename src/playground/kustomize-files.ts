// A folder of kustomize: which of its files are the manifests. What it would change in them is not done here.
import { isKustomization, KUSTOMIZE_CHANGES } from '#manifest/kustomization.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'

const NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/

export interface KustomizeFiles {
  /** The manifests, and the files of kustomize that lead to them. */
  readonly files: readonly ScenarioFile[]
  /** The folder whose `kustomization.yaml` was followed. */
  readonly folder: string
  /** Fields of it that change the manifests and were not followed, and resources that are elsewhere. */
  readonly left: readonly string[]
}

/** Whether a file is no manifest but one of kustomize itself, whatever its folders were made of. */
export function isOfKustomize(path: string): boolean {
  return isKustomization(path)
}

/** The manifests that a `kustomization.yaml` among the files lists; null when there is none. */
export function kustomizeFiles(files: readonly ScenarioFile[]): KustomizeFiles | null {
  const own = files.filter(({ path }) => NAME.test(path))
  const listed = new Set(own.flatMap(entriesOf))
  // An overlay is listed by no other; of several the first is taken.
  const root = own.find(({ path }) => !listed.has(folderOf(path))) ?? own[0]
  if (root === undefined) return null
  const left = new Set<string>()
  const found = new Map<string, ScenarioFile>()
  const visit = (kustomization: ScenarioFile, depth: number): void => {
    const fields = fieldsOf(kustomization)
    for (const field of KUSTOMIZE_CHANGES) if (field in fields) left.add(field)
    found.set(kustomization.path, kustomization)
    for (const entry of entriesOf(kustomization)) {
      const file = files.find(({ path }) => path === entry)
      const inner = own.find(({ path }) => folderOf(path) === entry.replace(/\/$/, ''))
      if (file !== undefined) found.set(file.path, file)
      else if (inner === undefined) left.add(entry)
      else if (depth < MOST_DEPTH) visit(inner, depth + 1)
    }
  }
  visit(root, 0)
  return { files: [...found.values()], folder: folderOf(root.path), left: [...left] }
}

const MOST_DEPTH = 10

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** The paths below `resources:` and `bases:`, from the top of the tree. */
function entriesOf(file: ScenarioFile): readonly string[] {
  const { resources, bases } = fieldsOf(file)
  return [resources, bases]
    .flatMap((list: unknown): readonly unknown[] => (Array.isArray(list) ? list : []))
    .flatMap((entry) => (typeof entry === 'string' ? [joined(folderOf(file.path), entry)] : []))
}

/** The fields of a kustomization; none where it is no mapping. */
function fieldsOf({ text }: ScenarioFile): Readonly<Record<string, unknown>> {
  const value = parseYaml(text).documents[0]?.value
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function joined(folder: string, entry: string): string {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of entry.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
