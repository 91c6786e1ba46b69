import { pathToFileURL } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { bundle } from './scripts/bundle.mjs'
import { firstModules, firstText, paintedByHtml } from './scripts/first-paint.mjs'
import { readHowTrue } from './scripts/how-true.mjs'
import { FIRST_FILES } from './src/view/first-files.ts'

// The names are those of the policies that the page and Monaco make; every other one is refused.
const TRUSTED_TYPES = [
  'podscape-worker',
  'defaultWorkerFactory',
  'diffEditorWidget',
  'diffReview',
  'domLineBreaksComputer',
  'editorViewLayer',
  'richScreenReaderContent',
  'standaloneColorizer',
  'tokenizeToString',
  'dompurify',
]

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  `trusted-types ${TRUSTED_TYPES.join(' ')}`,
].join('; ')

/** The policy stands in the built page only: the development server needs inline scripts. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  }
}

/** What a host should send with every file; README.md says why. Frames of others are for the read-only view. */
const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
}

function frameHeaders(): Plugin {
  return {
    name: 'frame-headers',
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
        const embed = ['1', 'true', ''].includes(searchParams.get('embed') ?? 'no')
        if (!embed) response.setHeader('Content-Security-Policy', "frame-ancestors 'self'")
        next()
      })
    },
  }
}

/** Sets the theme before the first paint: a file of its own, since inline scripts are forbidden. */
function themeScript(): Plugin {
  return {
    name: 'theme-script',
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: './theme.js' }, injectTo: 'head' }],
  }
}

/** In the page's worker what a usual run does without is apart: programs, the shell, what checks definitions, what reads a kubelet's configuration, and the controllers of some kinds. */
function latePartsApart(): Plugin {
  const late =
    /(\/src\/(?:runtime\/late\/(?:programs|shell)|apiserver\/registry\/apiextensions\/late|cluster\/machine\/late|controllers\/late))\.ts$/
  return {
    name: 'late-parts-apart',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (!/\/(?:programs|late|shell)\.ts$/.test(source)) return null
      const found = await this.resolve(source, importer, { ...options, skipSelf: true })
      return found === null ? null : { ...found, id: found.id.replace(late, '$1-of-page.ts') }
    },
  }
}

/** No file imports from the one that a thread is started with: WebKit would run that once more. */
function threadsRunOnce(): Plugin {
  return {
    name: 'threads-run-once',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
      const starts = new Set(chunks.filter((one) => one.isEntry).map((one) => one.fileName))
      for (const { fileName, imports } of chunks)
        for (const other of imports)
          if (starts.has(other))
            this.error(`${fileName} imports from ${other}, which a thread is started with`)
    },
  }
}

const HOW_TRUE = 'virtual:how-true'

/** The figures of the last comparison with Kubernetes, and what is simplified, for the page to show. */
function howTrue(): Plugin {
  return {
    name: 'how-true',
    resolveId: (source) => (source === HOW_TRUE ? `\0${HOW_TRUE}` : null),
    load(id) {
      if (id !== `\0${HOW_TRUE}`) return null
      return Object.entries(readHowTrue(import.meta.dirname))
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`)
        .join('\n')
    },
  }
}

const FIRST_RUN = 'virtual:first-run'
const FIRST_STEPS = 'virtual:first-run/steps'

/**
 * What the engine says of the first story, so that it is shown before the engine has come; null while developing. What
 * the first picture needs is apart from what is asked later.
 */
function firstRun(): Plugin {
  let isBuild = false
  let texts: Promise<{ readonly run: string; readonly steps: string }> | null = null
  const record = async () => {
    const { recordedTexts } = await import(
      pathToFileURL(await bundle('src/playground/recorded/record-run.ts')).href
    )
    return recordedTexts(FIRST_FILES)
  }
  return {
    name: 'first-run',
    configResolved: ({ command }) => {
      isBuild = command === 'build'
    },
    resolveId: (source) => (source === FIRST_RUN || source === FIRST_STEPS ? `\0${source}` : null),
    async load(id) {
      if (id !== `\0${FIRST_RUN}` && id !== `\0${FIRST_STEPS}`) return null
      if (!isBuild) return 'export default null'
      texts ??= record()
      const { run, steps } = await texts
      return `export default ${JSON.stringify(id === `\0${FIRST_RUN}` ? run : steps)}`
    },
  }
}

/**
 * After the first visit the page works without a network. Monaco is kept once it was loaded: a text area stands in for
 * it. A new version waits until the person takes it (`view/shell/offline.ts` registers the worker and asks).
 */
function offline(): ReturnType<typeof VitePWA> {
  return VitePWA({
    injectRegister: false,
    registerType: 'prompt',
    manifest: {
      name: 'Podscape: a playground for Kubernetes Pods',
      short_name: 'Podscape',
      description: 'Your Pods, step by step, without a cluster.',
      start_url: '.',
      display: 'standalone',
      background_color: '#f4f6f9',
      theme_color: '#ffffff',
      icons: [{ src: 'favicon.svg', sizes: 'any', type: 'image/svg+xml' }],
    },
    workbox: {
      globPatterns: ['**/*.{js,css,html,svg,woff2}'],
      globIgnores: ['**/MonacoEditor-*', '**/editor.worker-*'],
      maximumFileSizeToCacheInBytes: 8_000_000,
      ignoreURLParametersMatching: [/^yaml$/, /^embed$/],
      navigateFallback: 'index.html',
      runtimeCaching: [
        {
          urlPattern: /\/assets\/(?:MonacoEditor-|editor\.worker-|codicon)/,
          handler: 'CacheFirst',
          options: { cacheName: 'editor', expiration: { maxEntries: 12 } },
        },
      ],
    },
  })
}

const isReact = /\/(?:node_modules\/(?:react|react-dom|scheduler)\/|src\/view\/react\.ts)/
const first = firstModules()

export default defineConfig({
  base: './',
  plugins: [
    react(),
    contentSecurityPolicy(),
    themeScript(),
    frameHeaders(),
    howTrue(),
    firstRun(),
    firstText(FIRST_FILES.map(({ text }) => text).join('')),
    first.plugin,
    paintedByHtml(import.meta.dirname),
    offline(),
  ],
  preview: { headers: HEADERS },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      // No getter of ours does anything: what carries a verb out can be left out of the page, which has its face.
      treeshake: { propertyReadSideEffects: false },
      output: {
        // The schema is late, for completion; by itself the bundler may put it into the first load.
        codeSplitting: {
          groups: [
            { name: 'schema', test: /\/schema\.json$/ },
            // In two requests what is needed before anything runs.
            { name: 'react', test: isReact, priority: 1 },
            { name: 'first', test: first.isFirst },
          ],
        },
      },
    },
  },
  worker: {
    format: 'es',
    plugins: () => [latePartsApart(), threadsRunOnce()],
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'engine-thread', test: /\/playground\/engine-thread\.ts$/ }],
        },
      },
    },
  },
  optimizeDeps: {
    // What workers and late parts import is found too late by itself and reloads the page.
    include: [
      'monaco-editor/editor',
      'monaco-editor/editor/editor.worker',
      'js-yaml',
      'fflate',
      'unbash',
    ],
  },
})
