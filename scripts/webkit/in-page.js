// What runs in every page: values go out and come in as WebDriver BiDi writes them, objects are held by handles.
// A script, not a module: its text is sent into the page.
if (globalThis.webDriverBiDi === undefined) {
  const handles = new Map()
  const running = new Map()
  const events = []
  const document_ = `${performance.timeOrigin}-${Math.random()}`
  let lastId = 0

  const hold = (value) => {
    lastId += 1
    const id = `${document_}-${lastId}`
    handles.set(id, value)
    return id
  }

  const numberOf = (value) =>
    Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : String(value)

  /** What a value is, and as deep as asked, what is in it. */
  const remoteOf = (value, depth) => {
    if (value === undefined) return { type: 'undefined' }
    if (value === null) return { type: 'null' }
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return { type: typeof value, value }
      case 'number':
        return { type: 'number', value: numberOf(value) }
      case 'bigint':
        return { type: 'bigint', value: String(value) }
      case 'function':
      case 'symbol':
        return { type: typeof value }
      default:
    }
    if (value instanceof Node) return { type: 'node', sharedId: hold(value) }
    if (value === globalThis) return { type: 'window', value: { context: '' } }
    if (value instanceof RegExp)
      return { type: 'regexp', value: { pattern: value.source, flags: value.flags } }
    if (value instanceof Date) return { type: 'date', value: value.toISOString() }
    if (value instanceof Error) return { type: 'error' }
    if (value instanceof Promise) return { type: 'promise' }
    const inside = (one) => remoteOf(one, depth - 1)
    if (Array.isArray(value))
      return depth > 0 ? { type: 'array', value: value.map(inside) } : { type: 'array' }
    if (depth <= 0) return { type: 'object' }
    return { type: 'object', value: Object.entries(value).map(([key, one]) => [key, inside(one)]) }
  }

  const localOf = ({ type, value, handle, sharedId }) => {
    const id = handle ?? sharedId
    if (id !== undefined) {
      if (!handles.has(id)) throw new Error('no such handle')
      return handles.get(id)
    }
    switch (type) {
      case 'null':
        return null
      case 'number':
        return Number(value)
      case 'bigint':
        return BigInt(value)
      case 'array':
        return value.map(localOf)
      case 'object':
        return Object.fromEntries(value.map(([key, one]) => [localOf(key), localOf(one)]))
      case 'regexp':
        return new RegExp(value.pattern, value.flags)
      case 'date':
        return new Date(value)
      case 'undefined':
        return undefined
      default:
        return value
    }
  }

  const work = async (code, { args, keep, depth }) => {
    const value = await code(...args.map(localOf))
    const remote = remoteOf(value, depth)
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
    return keep && isObject ? { ...remote, handle: hold(value) } : remote
  }

  /** What came of a work, or that it is still under way; with it all that has happened in the page meanwhile. */
  const answer = async (id) => {
    const soon = new Promise((resolve) => setTimeout(resolve, 50, { pending: id }))
    const came = await Promise.race([running.get(id), soon])
    if (came.pending === undefined) running.delete(id)
    return came
  }
  const about = () => ({
    document: document_,
    url: location.href,
    state: document.readyState,
    events: events.splice(0),
  })

  const start = (job, code) => {
    lastId += 1
    running.set(
      lastId,
      work(code, job).then(
        (result) => ({ result }),
        (error) => ({ exception: String(error?.stack ? `${error}\n${error.stack}` : error) }),
      ),
    )
    return answer(lastId)
  }

  Object.defineProperty(globalThis, 'webDriverBiDi', {
    value: {
      about,
      /** Starts a job, asks about one that was started, or only tells what has happened. */
      async ask({ document: meant, job, pending }, code) {
        const known = meant === document_ && (pending === undefined || running.has(pending))
        if (!known) return { ...about(), gone: true }
        if (job !== undefined) return { ...(await start(job, code)), ...about() }
        return { ...(pending === undefined ? {} : await answer(pending)), ...about() }
      },
      disown: (ids) => ids.forEach((id) => handles.delete(id)),
      /** From the beginning of a document: what its console and its errors say. */
      listen() {
        for (const method of ['error', 'warn', 'info', 'log']) {
          const original = console[method]
          console[method] = (...all) => {
            events.push({ type: 'console', method, text: all.map(String).join(' ') })
            original.apply(console, all)
          }
        }
        const say = (error) => events.push({ type: 'javascript', text: String(error) })
        addEventListener('error', ({ error, message }) => say(error ?? message))
        addEventListener('unhandledrejection', ({ reason }) => say(reason))
        // What Playwright evaluates are texts; for all else that is written into the page its own policy stays.
        globalThis.trustedTypes?.createPolicy('default', { createScript: (text) => text })
      },
    },
  })
}
