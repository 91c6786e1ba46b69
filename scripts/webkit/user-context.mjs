// A user context of WebDriver BiDi: a browser of its own, with a proxy, so that none knows of what another keeps.
import { startProxy } from './proxy.mjs'
import { FIRST, Tab } from './tab.mjs'
import { startBrowser } from './web-driver.mjs'

export class UserContext {
  #folder
  #emit
  #browser
  #proxy
  #intercepts = new Map()
  #held = new Map()
  #unused
  tabs = new Map()
  scripts = new Map()
  viewport
  dark = false

  constructor(id, folder, emit) {
    this.id = id
    this.#folder = folder
    this.#emit = emit
  }

  async #start() {
    const scripts = () => [FIRST, ...this.scripts.values()]
    this.#proxy = await startProxy({ scripts, asked: (request) => this.#asked(request) })
    const { address } = this.#proxy
    this.#browser = await startBrowser({ folder: this.#folder, proxy: address, dark: this.dark })
    this.#unused = await this.#browser.call(undefined, 'GET', '/window')
  }

  async create() {
    if (this.#browser === undefined) await this.#start()
    const window =
      this.#unused ??
      (await this.#browser.call(undefined, 'POST', '/window/new', { type: 'window' })).handle
    this.#unused = undefined
    const tab = new Tab(this.#browser, window, this.#emit)
    this.tabs.set(window, tab)
    if (this.viewport !== undefined) await tab.resize(this.viewport)
    this.#emit('browsingContext.contextCreated', {
      context: window,
      url: 'about:blank',
      userContext: this.id,
      originalOpener: null,
      parent: null,
      children: null,
    })
    await tab.begin()
    return { context: window }
  }

  async close(tab) {
    this.tabs.delete(tab.window)
    await tab.close()
  }

  async remove() {
    for (const tab of this.tabs.values()) await this.close(tab)
    await this.#browser?.stop()
    this.#proxy?.close()
  }

  setOffline(offline) {
    this.#proxy.setOffline(offline)
  }

  intercept(id) {
    this.#intercepts.set(id, true)
  }

  letThrough(id) {
    this.#intercepts.delete(id)
  }

  /** Tells of a request; where one wants to answer it, waits until one has. */
  async #asked({ method, url, headers }) {
    const [context] = this.tabs.keys()
    const request = crypto.randomUUID()
    const blocked = this.#intercepts.size > 0
    const answered = blocked
      ? new Promise((resolve) => this.#held.set(request, resolve))
      : undefined
    this.#emit('network.beforeRequestSent', {
      context,
      navigation: null,
      isBlocked: blocked,
      redirectCount: 0,
      timestamp: Date.now(),
      initiator: { type: 'other' },
      request: {
        request,
        method,
        url,
        headers: Object.entries(headers).map(([name, value]) => ({
          name,
          value: { type: 'string', value: String(value) },
        })),
        cookies: [],
        bodySize: 0,
        timings: {},
      },
      ...(blocked ? { intercepts: [...this.#intercepts.keys()] } : {}),
    })
    return await answered
  }

  /** Answers a request that is held; false when it is none of this context's. */
  answer(request, given) {
    this.#held.get(request)?.(given)
    return this.#held.delete(request)
  }
}
