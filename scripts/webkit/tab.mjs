// One window: what is evaluated in it, and what has happened in it since it was last asked.
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const INSTALL = readFileSync(new URL('in-page.js', import.meta.url), 'utf8')
/** Runs in every document before its own scripts. */
export const FIRST = `${INSTALL}webDriverBiDi.listen();`
/** The driver's own function is not bound to the page's policy, so what is to be done stands in its text. */
const askScript = (code) =>
  `${INSTALL}const [question, done] = arguments; webDriverBiDi.ask(question, ${code}\n).then((came) => done(JSON.stringify(came)), (error) => done(JSON.stringify({ exception: String(error) })));`
const STATES = ['loading', 'interactive', 'complete']
/** So many milliseconds after the last answer it is asked what it says by itself. */
const POLL = 400

export class Tab {
  #browser
  #emit
  #document
  #state
  #navigation
  #realms = 0
  #closed = false
  #asked = 0

  constructor(browser, window, emit) {
    this.#browser = browser
    this.window = window
    this.url = 'about:blank'
    this.#emit = (method, params) => emit(method, { context: window, ...params })
  }

  get realm() {
    return `${this.window}/${this.#realms}`
  }

  call(method, path, body) {
    return this.#browser.call(this.window, method, path, body)
  }

  /** Looks at the document that is there, from now on again and again. */
  async begin() {
    await this.look()
    void this.#watch()
  }

  async #watch() {
    while (!this.#closed) {
      await wait(POLL)
      if (Date.now() - this.#asked > POLL) await this.look().catch(() => undefined)
    }
  }

  async #ask(question, code = 'undefined') {
    const answer = await this.call('POST', '/execute/async', {
      script: askScript(code),
      args: [question],
    })
    this.#asked = Date.now()
    const came = JSON.parse(answer)
    if (came.document !== undefined && !this.#closed) this.#noticed(came)
    return came
  }

  async look() {
    await this.#ask({ document: this.#document })
  }

  #noticed({ document, url, state, events }) {
    const about = () => ({ url, navigation: this.#navigation ?? null, timestamp: Date.now() })
    if (document !== this.#document) {
      if (this.#document !== undefined)
        for (const realm of [this.realm, `${this.realm}/utility`])
          this.#emit('script.realmDestroyed', { realm })
      this.#document = document
      this.#state = 0
      this.#realms += 1
      this.#emit('browsingContext.navigationCommitted', about())
      this.#emit('script.realmCreated', {
        realm: this.realm,
        type: 'window',
        origin: new URL(url).origin,
      })
    } else if (url !== this.url) this.#emit('browsingContext.fragmentNavigated', about())
    this.url = url
    const reached = STATES.indexOf(state)
    if (this.#state < 1 && reached >= 1) this.#emit('browsingContext.domContentLoaded', about())
    if (this.#state < 2 && reached >= 2) this.#emit('browsingContext.load', about())
    this.#state = Math.max(this.#state, reached)
    for (const { type, method, text } of events)
      this.#emit('log.entryAdded', {
        type,
        method,
        text,
        level: type === 'javascript' ? 'error' : method,
        args: [{ type: 'string', value: text }],
        source: { realm: this.realm, context: this.window },
        timestamp: Date.now(),
      })
  }

  /** Calls a function, and waits for it however long it takes. */
  async run(code, job) {
    const document = this.#document
    let came = await this.#ask({ document, job }, code)
    while (came.pending !== undefined && came.gone !== true)
      came = await this.#ask({ document, pending: came.pending })
    if (came.gone === true) throw new Error('the document is gone')
    return came
  }

  async disown(ids) {
    await this.call('POST', '/execute/sync', {
      script: 'globalThis.webDriverBiDi?.disown(arguments[0])',
      args: [ids],
    })
  }

  /** Goes elsewhere by a command of the driver, which is back when all has been loaded. */
  async navigate(path, body) {
    this.#navigation = crypto.randomUUID()
    const navigation = this.#navigation
    const before = this.#document
    const url = body.url ?? this.url
    await this.call('POST', path, body)
    if (body.url !== undefined || path === '/refresh') {
      await this.look()
      // Only what comes behind the # was another.
      if (before === this.#document && url !== 'about:blank')
        this.#emit('browsingContext.fragmentNavigated', {
          url: this.url,
          navigation,
          timestamp: Date.now(),
        })
    }
    this.#navigation = undefined
    return { navigation, url: this.url }
  }

  /** Makes the window so large that this much is left for the page. */
  async resize({ width, height }) {
    let [outerWidth, outerHeight] = [width, height]
    for (let tries = 0; tries < 3; tries += 1) {
      await this.call('POST', '/window/rect', { width: outerWidth, height: outerHeight })
      const [innerWidth, innerHeight] = await this.call('POST', '/execute/sync', {
        script: 'return [innerWidth, innerHeight]',
        args: [],
      })
      if (innerWidth === width && innerHeight === height) return
      outerWidth += width - innerWidth
      outerHeight += height - innerHeight
    }
    throw new Error(`the window cannot be ${width} pixels wide and ${height} high`)
  }

  async close() {
    this.#closed = true
    await this.call('DELETE', '/window')
    this.#emit('browsingContext.contextDestroyed', {
      parent: null,
      url: this.url,
      userContext: this.userContext,
    })
  }
}
