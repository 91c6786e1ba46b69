// The layers of ARCHITECTURE.md, the fences around packages and the bans on time and chance, as tables.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'

const SRC = join(import.meta.dirname, '.')

/** What each folder may import, besides itself. `view` and `testing` see types of more: see below. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  yaml: ['lib'],
  api: ['lib'],
  sim: ['lib'],
  client: ['api', 'sim', 'lib'],
  apiserver: ['client', 'api', 'sim', 'lib'],
  runtime: ['client', 'api', 'sim', 'lib'],
  scheduler: ['client', 'api', 'sim', 'lib'],
  kubelet: ['runtime', 'client', 'api', 'sim', 'lib'],
  controllers: ['client', 'api', 'sim', 'lib'],
  cluster: [
    'controllers',
    'kubelet',
    'scheduler',
    'runtime',
    'apiserver',
    'client',
    'api',
    'sim',
    'lib',
  ],
  manifest: ['yaml', 'apiserver', 'api', 'lib'],
  kubectl: ['client', 'api', 'lib'],
  scenario: ['cluster', 'manifest', 'yaml', 'apiserver', 'client', 'api', 'lib'],
  playground: ['scenario', 'kubectl', 'manifest', 'cluster', 'client', 'sim', 'yaml', 'api', 'lib'],
  view: ['playground', 'api', 'lib'],
  cli: ['scenario', 'kubectl', 'manifest', 'cluster', 'yaml', 'client', 'api', 'lib'],
}

/** Imports that cross a border for a reason. */
const DOORS: readonly (readonly [from: string, to: string])[] = [
  // The kubelet knows the runtime by its interface alone.
  ['kubelet', 'runtime/cri.ts'],
  // The composition root loads late what the first picture does not need.
  ['view/main.tsx', 'scenario/gallery/gallery.ts'],
  ['view/main.tsx', 'scenario/gallery/explain.ts'],
  ['view/main.tsx', 'manifest/completion.ts'],
  ['view/main.tsx', 'manifest/quick-fixes.ts'],
  ['view/main.tsx', 'manifest/hover.ts'],
]

/** Packages and the only folders that may import them. */
const PACKAGES: readonly (readonly [name: RegExp, homes: readonly string[]])[] = [
  [/^js-yaml/, ['yaml']],
  [/^zustand/, ['playground', 'view/shell']],
  [/^react(-dom)?(\/|$)/, ['view']],
  [/^react-resizable-panels/, ['view/shell']],
  [/^@xyflow\//, ['view/canvas']],
  [/^monaco-editor/, ['view/editor']],
  [/^unbash/, ['runtime']],
  [/^fflate/, ['scenario']],
  [/^node:/, ['cli']],
]

/** Names that would make a run depend on the machine, and where they may stand. */
const BANNED: readonly (readonly [name: RegExp, homes: readonly string[]])[] = [
  [/\bMath\.random\b/, []],
  [/\bnew Date\(\)|\bDate\.now\b/, ['view', 'cli']],
  [
    /\bset(Timeout|Interval)\b|\brequestAnimationFrame\b/,
    ['view', 'cli', 'playground/debounce.ts', 'playground/engine.worker.ts'],
  ],
  [/\bperformance\./, ['view', 'cli']],
  [/\bfetch\(/, ['view', 'cli']],
  [/\blocalStorage\b/, ['view']],
  [/\blocaleCompare\b|\btoLocale\w+\b|\bIntl\./, ['view']],
  [/\binnerHTML\b|\bdangerouslySetInnerHTML\b|\beval\(|\bnew Function\b/, []],
]

interface SourceFile {
  readonly path: string
  readonly folder: string
  readonly text: string
  readonly isTest: boolean
}

function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : sourceFiles(full)
    if (!/\.tsx?$/.test(entry.name)) return []
    const path = relative(SRC, full).split(sep).join('/')
    const isTest = /\.test\.tsx?$|\/testing\//.test(path)
    return [{ path, folder: path.split('/')[0] ?? '', text: readFileSync(full, 'utf8'), isTest }]
  })
}

const FILES = sourceFiles(SRC)
const PRODUCT = FILES.filter(
  ({ isTest, folder }) => !isTest && folder !== 'testing' && folder in LAYERS,
)

interface Import {
  readonly target: string
  readonly typeOnly: boolean
}

function importsOf(text: string): readonly Import[] {
  const atTheTop = text.matchAll(
    /^(?:import|export)\s+(type\s+)?(?:[^'"]*?from\s+)?['"]([^'"]+)['"]/gm,
  )
  const late = text.matchAll(/\bimport\(\s*()['"]([^'"]+)['"]/g)
  return [
    ...[...atTheTop].map((match) => ({ target: match[2] ?? '', typeOnly: match[1] !== undefined })),
    ...[...late].map((match) => ({ target: match[2] ?? '', typeOnly: false })),
  ]
}

const inside = (path: string, homes: readonly string[]): boolean =>
  homes.some((home) => path === home || path.startsWith(`${home}/`))

test('every folder imports only what lies below it', () => {
  const wrong = PRODUCT.flatMap(({ path, folder, text }) =>
    importsOf(text)
      .filter(({ target }) => target.startsWith('#'))
      .filter(({ target, typeOnly }) => {
        const to = target.slice(1)
        const layer = to.split('/')[0] ?? ''
        if (layer === folder || LAYERS[folder]?.includes(layer) === true) return false
        // The view may know the types of everything, and call nothing but the playground.
        if (folder === 'view' && typeOnly) return false
        return !DOORS.some(([from, door]) => inside(path, [from]) && door === to)
      })
      .map(({ target }) => `${path} imports ${target}`),
  )
  expect(wrong).toEqual([])
})

test('inside a folder imports are relative, and across folders they are not', () => {
  const wrong = FILES.flatMap(({ path, folder, text }) =>
    importsOf(text)
      .filter(({ target }) => {
        if (target.startsWith('#')) return false
        const depth = path.split('/').length - 2
        return (target.match(/\.\.\//g) ?? []).length > depth && folder !== path
      })
      .map(({ target }) => `${path} imports ${target}`),
  )
  expect(wrong).toEqual([])
})

test('packages stay behind their fences', () => {
  const wrong = PRODUCT.flatMap(({ path, text }) =>
    importsOf(text)
      .filter(({ target }) =>
        PACKAGES.some(([name, homes]) => name.test(target) && !inside(path, homes)),
      )
      .map(({ target }) => `${path} imports ${target}`),
  )
  expect(wrong).toEqual([])
})

test('time and chance are arguments', () => {
  const wrong = PRODUCT.flatMap(({ path, text }) => {
    const code = text.replaceAll(/\/\/.*$/gm, '').replaceAll(/\/\*[\s\S]*?\*\//g, '')
    return BANNED.filter(([name, homes]) => name.test(code) && !inside(path, homes)).map(
      ([name]) => `${path}: ${name}`,
    )
  })
  expect(wrong).toEqual([])
})

test('no casts to any, no suppressed checks without a reason, no default exports', () => {
  const wrong = FILES.filter(({ path }) => path !== 'tidy.test.ts').flatMap(({ path, text }) =>
    [
      /\bas any\b/,
      /@ts-(ignore|expect-error|nocheck)/,
      /(oxlint|eslint)-disable(?!-next-line [\w/-]+ -- \S)/,
      /^export default/m,
      /\.(only|skip)\(/,
    ]
      .filter((mark) => mark.test(text))
      .map((mark) => `${path}: ${mark}`),
  )
  expect(wrong).toEqual([])
})
