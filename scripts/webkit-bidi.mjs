#!/usr/bin/env node
// WebKitGTK as a browser that speaks WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), as Playwright starts
// Firefox: its own driver speaks classic WebDriver only. What is here can go when WebKitGTK speaks it itself.
import { createServer } from 'node:http'
import { UserContext } from './webkit/user-context.mjs'
import { acceptWebSocket } from './web-socket.mjs'

/** The folder that Playwright has made for this browser, and removes with it. */
const profile = process.argv[process.argv.indexOf('--profile') + 1]
const contexts = new Map()
let send = () => {}
const emit = (method, params) => send(JSON.stringify({ type: 'event', method, params }))

const tabOf = ({ context, realm }) => {
  const window = context ?? realm.split('/')[0]
  for (const { tabs } of contexts.values()) if (tabs.has(window)) return tabs.get(window)
  throw new Error('no such frame')
}
const homeOf = (tab) => [...contexts.values()].find(({ tabs }) => tabs.has(tab.window))
/** Those a command means: by their ids, by their windows, or all. */
const meant = ({ userContexts, contexts: windows }) =>
  userContexts?.map((id) => contexts.get(id)) ??
  windows?.map((context) => homeOf(tabOf({ context }))) ?? [...contexts.values()]

async function evaluate({ target, serializationOptions, resultOwnership, expression, ...rest }) {
  const tab = tabOf(target)
  // An expression may end as a statement does.
  const code = rest.functionDeclaration ?? `() => (\n${expression.replace(/[;\s]+$/, '')}\n)`
  const { result, exception } = await tab.run(code, {
    args: rest.arguments ?? [],
    keep: resultOwnership === 'root',
    depth: serializationOptions?.maxObjectDepth ?? 1000,
  })
  const realm = target.sandbox === undefined ? tab.realm : `${tab.realm}/utility`
  return exception === undefined
    ? { type: 'success', realm, result }
    : { type: 'exception', realm, exceptionDetails: { text: exception } }
}

/** What Playwright sets that a WebKit from outside cannot; nothing of it changes what a test sees. */
const NOTHING = [
  'session.subscribe',
  'browser.setDownloadBehavior',
  'browsingContext.activate',
  'emulation.setLocaleOverride',
  'emulation.setScreenOrientationOverride',
  'emulation.setScreenSettingsOverride',
  'network.addDataCollector',
  'network.setCacheBehavior',
  'permissions.setPermission',
]

const COMMANDS = {
  'session.new': () => ({
    sessionId: 'webkit',
    capabilities: { browserName: 'WebKitGTK', browserVersion: '' },
  }),
  'browser.close': () => void setTimeout(() => void quit(), 10),
  'browser.createUserContext': () => {
    const context = new UserContext(crypto.randomUUID(), profile, emit)
    contexts.set(context.id, context)
    return { userContext: context.id }
  },
  'browser.removeUserContext': async ({ userContext }) => {
    const context = contexts.get(userContext)
    await context.remove()
    contexts.delete(userContext)
  },
  'browsingContext.create': ({ userContext }) => contexts.get(userContext).create(),
  'browsingContext.close': async (params) => {
    const tab = tabOf(params)
    await homeOf(tab).close(tab)
  },
  'browsingContext.navigate': (params) => tabOf(params).navigate('/url', { url: params.url }),
  'browsingContext.reload': (params) => tabOf(params).navigate('/refresh', {}),
  'browsingContext.traverseHistory': (params) =>
    tabOf(params).navigate(params.delta < 0 ? '/back' : '/forward', {}),
  'browsingContext.setViewport': async (params) => {
    if (params.context !== undefined) return void (await tabOf(params).resize(params.viewport))
    for (const context of meant(params)) context.viewport = params.viewport
  },
  'browsingContext.captureScreenshot': async (params) => ({
    data: await tabOf(params).call('GET', '/screenshot'),
  }),
  'emulation.setMediaFeaturesOverride': (params) => {
    for (const context of meant(params))
      context.dark = params.features['prefers-color-scheme'] === 'dark'
  },
  'emulation.setNetworkConditions': (params) => {
    for (const context of meant(params)) context.setOffline(params.networkConditions !== null)
  },
  'input.performActions': async (params) => {
    await tabOf(params).call('POST', '/actions', { actions: params.actions })
  },
  'network.addIntercept': (params) => {
    const intercept = crypto.randomUUID()
    if (params.phases.includes('beforeRequestSent'))
      for (const context of meant(params)) context.intercept(intercept)
    return { intercept }
  },
  'network.removeIntercept': ({ intercept }) => {
    for (const context of contexts.values()) context.letThrough(intercept)
  },
  'network.continueRequest': ({ request }) => answer(request, undefined),
  'network.failRequest': ({ request }) => answer(request, null),
  'network.provideResponse': ({ request, statusCode, headers, body }) =>
    answer(request, {
      status: statusCode,
      headers: Object.fromEntries(headers.map(({ name, value }) => [name, value.value])),
      body: Buffer.from(body?.value ?? '', 'base64'),
    }),
  'script.evaluate': evaluate,
  'script.callFunction': evaluate,
  'script.disown': (params) => tabOf(params.target).disown(params.handles),
  'script.addPreloadScript': (params) => {
    const script = crypto.randomUUID()
    for (const context of meant(params))
      context.scripts.set(script, `(${params.functionDeclaration})();`)
    return { script }
  },
  'script.removePreloadScript': ({ script }) => {
    for (const context of contexts.values()) context.scripts.delete(script)
  },
  ...Object.fromEntries(NOTHING.map((name) => [name, () => ({})])),
}

function answer(request, given) {
  for (const context of contexts.values()) if (context.answer(request, given)) return
}

async function carryOut(text) {
  const { id, method, params } = JSON.parse(text)
  try {
    const command = COMMANDS[method]
    if (command === undefined) throw new Error(`unknown command ${method}`)
    const result = (await command(params)) ?? {}
    send(JSON.stringify({ type: 'success', id, result }))
  } catch (error) {
    send(JSON.stringify({ type: 'error', id, error: 'unknown error', message: error.message }))
  }
}

async function quit() {
  for (const context of contexts.values()) await context.remove().catch(() => undefined)
  process.exit(0)
}

const server = createServer()
server.on('upgrade', (request, socket) => {
  send = acceptWebSocket(request, socket, {
    onText: (text) => void carryOut(text),
    onClose: () => void quit(),
  })
})
server.listen(0, '127.0.0.1', () => {
  console.error(`WebDriver BiDi listening on ws://127.0.0.1:${server.address().port}`)
})
process.on('SIGTERM', () => void quit())
