// What the page may weigh. The first load is what its HTML names: itself and what it imports at once.
import { existsSync, readFileSync } from 'node:fs'

const HTML = 'dist/index.html'
const html = existsSync(HTML) ? readFileSync(HTML, 'utf8') : ''
const scripts = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)]

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
    name: "the engine's worker",
    path: 'dist/assets/engine.worker-*.js',
    limit: '470 KB',
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
