// The layers of ARCHITECTURE.md, the fences around packages and the bans on time and chance, as tables.
// Each row is proved: the tests at the end plant its violation and see it caught.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'
import {
  badMarks,
  type Fence,
  imperfectPaths,
  isTestFile,
  type Layers,
  longFiles,
  type SourceFile,
  strayNames,
  strayPackages,
  upwardImports,
} from '#testing/tidy-rules.ts'

const SRC = import.meta.dirname

/** What each folder may import, besides itself. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  yaml: ['lib'],
  api: ['lib'],
  sim: ['lib'],
  client: ['api', 'sim', 'lib'],
  apiserver: ['client', 'api', 'sim', 'lib'],
  runtime: ['client', 'api', 'sim', 'lib'],
  scheduler: ['client', 'api', 'sim', 'lib'],
  // The runtime is known by its interface alone: see the doors.
  kubelet: ['client', 'api', 'sim', 'lib'],
  controllers: ['client', 'api', 'sim', 'lib'],
  kubectl: ['yaml', 'client', 'api', 'sim', 'lib'],
  cluster: [
    'kubectl',
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
  scenario: ['cluster', 'kubectl', 'manifest', 'yaml', 'apiserver', 'client', 'api', 'lib'],
  playground: [
    'scenario',
    'export',
    'picture',
    'kubectl',
    'manifest',
    'cluster',
    'client',
    'sim',
    'yaml',
    'api',
    'lib',
  ],
  picture: ['kubectl', 'client', 'api', 'sim', 'lib'],
  export: [
    'scenario',
    'picture',
    'kubectl',
    'manifest',
    'cluster',
    'yaml',
    'client',
    'api',
    'sim',
    'lib',
  ],
  view: ['playground', 'export', 'picture', 'api', 'lib'],
  cli: [
    'export',
    'picture',
    'scenario',
    'kubectl',
    'manifest',
    'cluster',
    'yaml',
    'client',
    'api',
    'sim',
    'lib',
  ],
}

/** Imports that cross a border for a reason. */
const DOORS: readonly (readonly [from: string, to: string])[] = [
  // The kubelet knows the runtime by its interface alone.
  ['kubelet', 'runtime/cri.ts'],
  // The worker loads the programs that a usual run does without.
  ['playground', 'runtime/late/programs.ts'],
  ['playground', 'runtime/late/shell.ts'],
  // And what the API server knows of kinds that a scenario defines.
  ['playground', 'apiserver/registry/apiextensions/late.ts'],
  // What a controller will do next, it says itself: with the functions that it decides with.
  ['playground', 'controllers/late.ts'],
  ['playground', 'controllers/next-act/next-acts.ts'],
  ['playground', 'controllers/next-act/next-act.ts'],
  ['view', 'controllers/next-act/next-act.ts'],
  // What would let a Pod fit, the scheduler's own filters say.
  ['playground', 'scheduler/would-fit/would-fit.ts'],
  // Verbs are offered and described by their homes; the page takes their faces alone.
  ['picture', 'cluster/verbs.ts'],
  ['view', 'cluster/verbs.ts'],
  // The composition root loads late what the first picture does not need.
  ['view/main.tsx', 'scenario/gallery/gallery.ts'],
  ['view/main.tsx', 'scenario/gallery/explain.ts'],
  ['view/main.tsx', 'manifest/completion.ts'],
  ['view/main.tsx', 'manifest/quick-fixes.ts'],
  ['view/main.tsx', 'manifest/hover.ts'],
]

/** Packages and the only folders that may import them. */
const PACKAGES: readonly Fence[] = [
  { name: /^js-yaml/, homes: ['yaml'], instead: 'call parseYaml of #yaml/parse-yaml.ts' },
  { name: /^zustand/, homes: ['playground', 'view/shell'], instead: 'use the hooks of view/shell' },
  { name: /^react(-dom)?(\/|$)/, homes: ['view'], instead: 'only view/ draws' },
  { name: /^react-resizable-panels/, homes: ['view/shell'], instead: 'panes belong to view/shell' },
  { name: /^@xyflow\//, homes: ['view/canvas'], instead: 'the canvas belongs to view/canvas' },
  { name: /^monaco-editor/, homes: ['view/editor'], instead: 'the editor belongs to view/editor' },
  { name: /^unbash/, homes: ['runtime'], instead: 'the shell belongs to runtime/shell' },
  { name: /^fflate/, homes: ['scenario'], instead: 'links belong to scenario/codec.ts' },
  { name: /^gifenc/, homes: ['view/share'], instead: 'moving pictures are made by view/share' },
  { name: /^sorted-btree/, homes: ['sim'], instead: 'states are made by #sim/state.ts' },
  { name: /^idb-keyval/, homes: ['view/shell'], instead: 'the page hands its storage in' },
  { name: /^node:/, homes: ['cli'], instead: 'files are read by cli/ and handed on' },
]

/** Names that would make a run depend on the machine, or text into code, and where they may stand. */
const BANNED: readonly Fence[] = [
  { name: /\bMath\.random\b/, homes: [], instead: 'take a Prng of #lib/prng.ts as an argument' },
  {
    name: /\bnew Date\(\)|\bDate\.now\b/,
    homes: ['view', 'cli'],
    instead: 'take the time from the clock of #sim/clock.ts',
  },
  {
    name: /\bset(Timeout|Interval)\b|\brequestAnimationFrame\b/,
    homes: ['view', 'cli', 'playground/debounce.ts', 'playground/engine-thread.ts'],
    instead: 'wait on virtual time with a Sleeper of #sim/task.ts',
  },
  {
    name: /\bperformance\./,
    // How long a slice of work has taken decides when it is left, and nothing else.
    homes: ['view', 'cli', 'playground/engine-thread.ts'],
    instead: 'measure in bench/',
  },
  { name: /\bfetch\(/, homes: ['view', 'cli'], instead: 'nothing is loaded below the page' },
  { name: /\blocalStorage\b/, homes: ['view'], instead: 'the page hands its storage in' },
  {
    name: /\blocaleCompare\b|\btoLocale\w+\b|\bIntl\./,
    // Time zones are a table that only the machine has; nothing is ordered by it.
    homes: ['api/batch/cron/time-zone.ts'],
    instead:
      'compare code units: an order may not depend on the machine; numbers are written by #picture/words/format.ts',
  },
  {
    name: /\binnerHTML\b|\bdangerouslySetInnerHTML\b|\beval\(|\bnew Function\b/,
    homes: [],
    instead: 'text of others is never executed and never HTML',
  },
]

/** What may stand nowhere. */
const MARKS: readonly Pick<Fence, 'name' | 'instead'>[] = [
  { name: /\bas any\b/, instead: 'narrow an unknown' },
  { name: /@ts-(ignore|expect-error|nocheck)/, instead: 'mend the type' },
  {
    name: /(oxlint|eslint)-disable(?!-next-line [\w/-]+ -- \S)/,
    instead: 'name the rule and say why, for one line',
  },
  { name: /^export default/m, instead: 'export by name' },
  { name: /\.(only|skip)\(/, instead: 'every test runs' },
  {
    name: /^\s+private /m,
    instead: 'write #name: what is private stays so when it runs',
  },
]

const layers: Layers = { may: LAYERS, doors: DOORS, seeTypes: ['view'] }

/** Style sheets longer than the limit, which may only shrink. */
const LARGE_STYLES: Readonly<Record<string, number>> = {
  'view/canvas/canvas.css': 1006,
  'view/inspector/inspector.css': 602,
  'view/shell/shell.css': 399,
}

function filesBelow(folder: string, kind: RegExp): readonly SourceFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : filesBelow(full, kind)
    if (!kind.test(entry.name)) return []
    return [{ path: relative(SRC, full).split(sep).join('/'), text: readFileSync(full, 'utf8') }]
  })
}

const FILES = filesBelow(SRC, /\.tsx?$/)
const STYLES = filesBelow(SRC, /\.css$/)

test('every folder imports only what lies below it', () => {
  expect(upwardImports(FILES, layers)).toEqual([])
})

test('every folder of src has its row', () => {
  const inFolders = FILES.filter(({ path }) => path.includes('/'))
  const folders = new Set(inFolders.map(({ path }) => path.split('/')[0] ?? ''))
  const rows = new Set([...Object.keys(LAYERS), 'testing'])
  expect([...folders].filter((folder) => !rows.has(folder))).toEqual([])
})

/** The rows of ARCHITECTURE.md: what a folder may import, and single files that it may import besides. */
function rowsOfArchitecture(): Readonly<
  Record<string, { readonly folders: string; readonly files: readonly string[] }>
> {
  const text = readFileSync(join(SRC, '../ARCHITECTURE.md'), 'utf8')
  const rows = [...text.matchAll(/^\| `(\w+)\/` \|.*\| ([^|]+) \|$/gm)]
  return Object.fromEntries(
    rows.map(([, folder = '', may = '']) => [
      folder,
      {
        folders: wordsOf(
          may.replaceAll(/`[^`]*`|;.*|all above but yaml/g, (all) =>
            all.startsWith('all') ? (LAYERS['cluster'] ?? []).join(' ') : '',
          ),
        ),
        files: [...may.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file).toSorted(),
      },
    ]),
  )
}

const wordsOf = (text: string): string => (text.match(/[a-z]+/g) ?? []).toSorted().join(' ')

test('the table of ARCHITECTURE.md says what each folder may import', () => {
  const table = Object.entries(LAYERS).map(([folder, may]) => {
    const doors = DOORS.filter(([from]) => from === folder).map(([, file]) => file)
    return [folder, { folders: wordsOf(may.join(' ')), files: doors.toSorted() }] as const
  })
  expect(rowsOfArchitecture()).toEqual(Object.fromEntries(table))
  // The row of cluster/ says "all above but yaml".
  const above = Object.keys(LAYERS).slice(0, Object.keys(LAYERS).indexOf('cluster'))
  expect(wordsOf((LAYERS['cluster'] ?? []).join(' '))).toBe(
    wordsOf(above.filter((folder) => folder !== 'yaml').join(' ')),
  )
})

test('inside a folder imports are relative, and across folders they are not', () => {
  expect(imperfectPaths(FILES)).toEqual([])
})

test('packages stay behind their fences', () => {
  expect(strayPackages(FILES, PACKAGES)).toEqual([])
})

test('time and chance are arguments', () => {
  expect(strayNames(FILES, BANNED)).toEqual([])
})

test('no casts to any, no suppressed checks without a reason, no default exports', () => {
  const others = FILES.filter(({ path }) => path !== 'tidy.test.ts')
  expect(badMarks(others, MARKS)).toEqual([])
})

test('style sheets have at most 400 lines', () => {
  expect(longFiles(STYLES, 400, LARGE_STYLES)).toEqual([])
})

// From here on the fences themselves are tested: each row is broken once, and has to notice.

const ALL_LAYERS = Object.keys(LAYERS)

test.for(
  ALL_LAYERS.flatMap((from) =>
    ALL_LAYERS.filter((to) => to !== from && LAYERS[from]?.includes(to) === false).map(
      (to) => [from, to] as const,
    ),
  ),
)('an import of %s → %s is caught', ([from, to]) => {
  const line = `import { x } from '#${to}/planted.ts'\n`
  const types = line.replace('import {', 'import type {')
  const late = `const x = await import('#${to}/planted.ts')\n`
  const path = `${from}/planted.ts`
  expect(upwardImports([{ path, text: line }], layers)).toHaveLength(1)
  expect(upwardImports([{ path, text: late }], layers)).toHaveLength(1)
  expect(upwardImports([{ path, text: types }], layers)).toHaveLength(from === 'view' ? 0 : 1)
})

test('a door is open for its file only', () => {
  const text = "import type { x } from '#runtime/runtime.ts'\n"
  expect(upwardImports([{ path: 'kubelet/kubelet.ts', text }], layers)).toHaveLength(1)
  const door = text.replace('runtime.ts', 'cri.ts')
  expect(upwardImports([{ path: 'kubelet/kubelet.ts', text: door }], layers)).toEqual([])
})

test('a path that leaves its folder is caught', () => {
  const text = "import { x } from '../../sim/clock.ts'\n"
  expect(imperfectPaths([{ path: 'kubelet/prober/planted.ts', text }])).toHaveLength(1)
  expect(imperfectPaths([{ path: 'kubelet/planted.ts', text: "import '../a.ts'" }])).toHaveLength(1)
})

/** For each fence of a table an example that it has to catch. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  packages: [
    'js-yaml',
    'zustand/vanilla',
    'react',
    'react-resizable-panels',
    '@xyflow/react',
    'monaco-editor/esm/x.js',
    'unbash',
    'fflate',
    'gifenc',
    'sorted-btree/sorted-array',
    'idb-keyval',
    'node:fs',
  ],
  names: [
    'Math.random()',
    'new Date()',
    'setTimeout(f, 1)',
    'performance.now()',
    "fetch('x')",
    'localStorage.x',
    'a.localeCompare(b)',
    "eval('x')",
  ],
  marks: [
    'x as any',
    '// @ts-ignore',
    '// oxlint-disable-next-line no-shadow',
    'export default x',
    "test.only('x')",
    '  private readonly x = 1',
  ],
}

test('each package, name and mark of the tables is caught where it may not stand, and only there', () => {
  const at = (path: string, text: string): readonly SourceFile[] => [{ path, text }]
  const examplesOf = (table: string): readonly string[] => EXAMPLES[table] ?? []
  expect(
    [examplesOf('packages'), examplesOf('names'), examplesOf('marks')].map((x) => x.length),
  ).toEqual([PACKAGES.length, BANNED.length, MARKS.length])
  PACKAGES.forEach(({ homes }, index) => {
    const text = `import x from '${examplesOf('packages')[index]}'\n`
    expect(strayPackages(at('lib/planted.ts', text), PACKAGES)).toHaveLength(1)
    for (const home of homes)
      expect(strayPackages(at(`${home}/planted.ts`, text), PACKAGES)).toEqual([])
  })
  BANNED.forEach(({ homes }, index) => {
    const text = examplesOf('names')[index] ?? ''
    expect(strayNames(at('lib/planted.ts', text), BANNED)).toHaveLength(1)
    expect(strayNames(at('lib/planted.ts', `// ${text}`), BANNED)).toEqual([])
    for (const home of homes) expect(strayNames(at(home, text), BANNED)).toEqual([])
  })
  MARKS.forEach((_, index) => {
    const text = examplesOf('marks')[index] ?? ''
    expect(badMarks(at('lib/planted.test.ts', text), MARKS)).toHaveLength(1)
  })
  expect(isTestFile('lib/a.test.ts')).toBe(true)
})

test('a long file is caught, and a large one may not grow', () => {
  const text = 'x\n'.repeat(11)
  expect(longFiles([{ path: 'a.css', text }], 10)).toHaveLength(1)
  expect(longFiles([{ path: 'a.css', text }], 10, { 'a.css': 11 })).toEqual([])
  expect(longFiles([{ path: 'a.css', text: `${text}x\n` }], 10, { 'a.css': 11 })).toHaveLength(1)
})
