// Between the browser and the network stands a proxy: a classic driver neither runs scripts before those of a page nor
// shows its requests, holds them or takes the network away.
import { createServer, request as ask } from 'node:http'

const MAX_HEADER = 4_194_304

/** The document with scripts that run first, and with a policy that lets the driver's own be evaluated. */
function withScripts(html, scripts) {
  const tags = scripts.map(
    (text) => `<script>${text.replaceAll('</script', String.raw`<\/script`)}</script>`,
  )
  return html
    .replace('script-src ', "script-src 'unsafe-eval' ")
    .replace('trusted-types ', 'trusted-types default ')
    .replace(/<head[^>]*>/i, (head) => head + tags.join(''))
}

function passOn(incoming, answer, scripts) {
  const { 'proxy-connection': _, 'accept-encoding': __, ...headers } = incoming.headers
  const { method, url } = incoming
  const outgoing = ask(url, { method, headers }, (came) => {
    const isDocument = (came.headers['content-type'] ?? '').startsWith('text/html')
    if (!isDocument) {
      answer.writeHead(came.statusCode, came.headers)
      came.pipe(answer)
      return
    }
    const parts = []
    came.on('data', (part) => parts.push(part))
    came.on('end', () => {
      const { 'content-length': _, 'transfer-encoding': __, etag: ___, ...rest } = came.headers
      answer.writeHead(came.statusCode, { ...rest, 'cache-control': 'no-store' })
      answer.end(withScripts(Buffer.concat(parts).toString(), scripts))
    })
  })
  outgoing.on('error', () => answer.destroy())
  incoming.pipe(outgoing)
}

/**
 * Starts a proxy of one browser. `scripts()` are run first in every document; `asked` is told of every request, and says
 * how it is answered: `undefined` as it is, `null` not at all, else with a status, headers and a body.
 */
export async function startProxy({ scripts, asked }) {
  const state = { offline: false }
  const answerOne = async (incoming, answer) => {
    const own = new URL(incoming.url, 'http://nowhere').hostname === '127.0.0.1'
    const given = await asked(incoming)
    if (state.offline || given === null || !own) answer.destroy()
    else if (given === undefined) passOn(incoming, answer, scripts())
    else answer.writeHead(given.status, given.headers).end(given.body)
  }
  const server = createServer(
    { maxHeaderSize: MAX_HEADER },
    (incoming, answer) => void answerOne(incoming, answer),
  )
  // Nothing secure is on this machine: it is told, and not let through.
  server.on('connect', ({ url, headers }, socket) => {
    void asked({ method: 'CONNECT', url: `https://${url}/`, headers })
    socket.destroy()
  })
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    address: `127.0.0.1:${server.address().port}`,
    setOffline(offline) {
      state.offline = offline
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
