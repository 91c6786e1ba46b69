// What makes the first visit quick on a slow line: the page is painted by its HTML alone, what the first picture needs
// is asked for at once and in few requests, and everything else comes behind it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ENTRY = '/src/view/main.tsx'
/** What the first picture needs and `main.tsx` imports late: what is small, and what comes behind it. */
const AT_ONCE = ['/shell/WidePanes.tsx', 'virtual:first-run']
const THEN = ['/canvas/Canvas.tsx']

/** Named by what needs one function of it, and large. */
const NOT_NEEDED = /\/api\/(?:meta\/schema\.ts|generated\/)/

/** Which modules `main.tsx` needs before it can run; `isFirst` answers when all modules are known. */
export function firstModules() {
  const first = new Set()
  return {
    isFirst: (id) => first.has(id),
    plugin: {
      name: 'first-modules',
      apply: 'build',
      buildEnd() {
        const open = [...this.getModuleIds()].filter((id) => id.endsWith(ENTRY))
        for (let id = open.pop(); id !== undefined; id = open.pop()) {
          if (first.has(id) || NOT_NEEDED.test(id)) continue
          first.add(id)
          open.push(...(this.getModuleInfo(id)?.importedIds ?? []))
        }
      },
    },
  }
}

/**
 * Styles and the theme's script stand in the HTML, and what the first picture needs is asked for from there: what is
 * large when React has come, a little before the page's first script, so that the line is never idle. All at once they
 * would share it, and the processor would wait.
 */
export function paintedByHtml(root) {
  return {
    name: 'painted-by-html',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const scriptsOf = (name) => html.match(new RegExp(`assets/${name}-[\\w-]+\\.js`))
        const [[first], [react]] = [scriptsOf('first'), scriptsOf('react')]
        const neededBy = (modules) => needed(Object.values(bundle), modules, html)
        const atOnce = neededBy([...AT_ONCE, ...THEN]).filter((name) => name.endsWith('.css'))
        atOnce.push(...neededBy(AT_ONCE).filter((name) => !atOnce.includes(name)))
        const then = neededBy(THEN).filter((name) => !atOnce.includes(name))
        const scripts = [readFileSync(join(root, 'public/theme.js'), 'utf8'), thenScript(then)]
        const sums = scripts.map((text) => createHash('sha256').update(text).digest('base64'))
        const inHead = [
          ...[react, first, ...atOnce].map(preloadOf),
          ...scripts.map((text) => `<script>${text}</script>`),
        ]
        return html
          .replace('<script src="./theme.js"></script>', '')
          .replace(
            `script-src ${SELF}`,
            `$&${sums.map((sum) => ` ${quoted(`sha256-${sum}`)}`).join('')}`,
          )
          .replace(
            /<link rel="stylesheet"[^>]*href="\.\/([^"]+)">/g,
            (_, name) => `<style>${bundle[name].source}</style>`,
          )
          .replace('</head>', () => `${inHead.join('\n')}\n</head>`)
      },
    },
  }
}

const quoted = (text) => `&#39;${text}&#39;`
const SELF = quoted('self')

/** The files that these modules need beyond what the HTML names already. */
function needed(parts, modules, html) {
  const names = parts
    .filter(
      ({ type, facadeModuleId: id }) =>
        type === 'chunk' && modules.some((path) => id?.endsWith(path)),
    )
    .flatMap(({ fileName, imports, viteMetadata }) => [
      fileName,
      ...imports,
      ...viteMetadata.importedCss,
    ])
  return [...new Set(names)].filter((name) => !html.includes(name))
}

function preloadOf(name) {
  const rel = name.endsWith('.css') ? 'rel="preload" as="style"' : 'rel="modulepreload"'
  return `<link ${rel} crossorigin href="./${name}">`
}

function thenScript(names) {
  return `document.querySelector('link[rel=modulepreload]').addEventListener('load', () => {
  for (const name of ${JSON.stringify(names)}) {
    const link = { rel: 'modulepreload', crossOrigin: '', href: './' + name }
    document.head.append(Object.assign(document.createElement('link'), link))
  }
})`
}

/** The first manifest stands in the HTML where the editor will have it. */
export function firstText(text) {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return {
    name: 'first-text',
    transformIndexHtml: (html) => html.replace('<!-- the first manifest -->', () => escaped),
  }
}
