// What the page may weigh. The first load is what its HTML names: itself and what it imports at once.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const HTML = 'dist/index.html'
const html = existsSync(HTML) ? readFileSync(HTML, 'utf8') : ''
const scripts = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)]

/** The files of a name and what they import at once, however the build divides that, without those of `others`. */
function withImports(name, others = []) {
  const folder = 'dist/assets'
  if (!existsSync(folder)) return [`dist/assets/${name}-*.js`]
  const begins = readdirSync(folder).filter(
    (one) => one.startsWith(`${name}-`) && one.endsWith('.js'),
  )
  const found = new Set(begins)
  for (const one of found) {
    const text = readFileSync(`${folder}/${one}`, 'utf8')
    for (const [, other] of text.matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g)) found.add(other)
  }
  return [...found].map((one) => `${folder}/${one}`).filter((path) => !others.includes(path))
}

const worker = withImports('engine.worker')

export default [
  {
    name: 'first load, JavaScript, with the first story as the engine told it',
    path:
      scripts.length === 0 ? 'dist/assets/first-*.js' : scripts.map(([, path]) => `dist/${path}`),
    limit: '180 KB',
    gzip: true,
  },
  {
    name: 'the canvas, which comes beside the engine',
    path: 'dist/assets/Canvas-*.js',
    limit: '80 KB',
    gzip: true,
  },
  {
    name: 'what is painted before any script has come: HTML with its styles',
    path: HTML,
    limit: '12 KB',
    gzip: true,
  },
  {
    name: "the engine's worker, with all that it imports at once",
    path: worker,
    limit: '448 KB',
    gzip: true,
  },
  {
    name: 'the controllers of Jobs, sets and autoscalers, loaded with the engine when a scenario names such a kind',
    path: 'dist/assets/late-controllers-*.js',
    limit: '20 KB',
    gzip: true,
  },
  {
    name: 'the shell and the tools of images, loaded with the engine when a scenario may run a script',
    path: withImports('shell-parts', worker),
    limit: '95 KB',
    gzip: true,
  },
  {
    name: 'the programs that a usual run does without, loaded when one is named',
    path: 'dist/assets/table-*.js',
    limit: '45 KB',
    gzip: true,
  },
  {
    name: 'the programs of the control plane, with the names of all their flags, loaded with those',
    path: 'dist/assets/control-plane-*.js',
    limit: '6 KB',
    gzip: true,
  },
  {
    name: 'Monaco, loaded when the page stands',
    path: 'dist/assets/MonacoEditor-*.js',
    limit: '900 KB',
    gzip: true,
  },
]
