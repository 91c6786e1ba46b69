// A folder of kustomize: which of its files are the manifests. What it would change in them is not done here.
import type { ScenarioFile } from '#scenario/types.ts'

const NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/

export interface KustomizeFiles {
  readonly files: readonly ScenarioFile[]
  /** The folder whose `kustomization.yaml` was followed. */
  readonly folder: string
  /** Fields of it that change the manifests, and were not followed. */
  readonly left: readonly string[]
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
    for (const field of CHANGES)
      if (new RegExp(`^${field}:`, 'm').test(kustomization.text)) left.add(field)
    for (const entry of entriesOf(kustomization)) {
      const file = files.find(({ path }) => path === entry)
      const inner = own.find(({ path }) => folderOf(path) === entry.replace(/\/$/, ''))
      if (file !== undefined) found.set(file.path, file)
      else if (inner !== undefined && depth < MOST_DEPTH) visit(inner, depth + 1)
    }
  }
  visit(root, 0)
  return { files: [...found.values()], folder: folderOf(root.path), left: [...left] }
}

const MOST_DEPTH = 10
const CHANGES = [
  'commonAnnotations',
  'commonLabels',
  'components',
  'configMapGenerator',
  'helmCharts',
  'images',
  'labels',
  'namePrefix',
  'namespace',
  'nameSuffix',
  'patches',
  'patchesJson6902',
  'patchesStrategicMerge',
  'replacements',
  'replicas',
  'secretGenerator',
  'transformers',
]

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** The paths below `resources:` and `bases:`, from the top of the tree. */
function entriesOf({ path, text }: ScenarioFile): readonly string[] {
  const folder = folderOf(path)
  return [
    ...text.matchAll(/^(?:resources|bases):[ \t]*\r?\n((?:[ \t]*(?:-[ \t]+.*|#.*)?\r?\n?)*)/gm),
  ]
    .flatMap(([, list = '']) => [...list.matchAll(/^[ \t]*-[ \t]+["']?([^"'#\s]+)/gm)])
    .map(([, entry = '']) => joined(folder, entry))
}

function joined(folder: string, entry: string): string {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of entry.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
