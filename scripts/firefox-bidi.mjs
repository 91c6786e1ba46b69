#!/usr/bin/env node
// Stands where Playwright looks for Firefox: starts the system's, with the same arguments, and hands on what the two
// say to each other by WebDriver BiDi. Playwright begins every context with a command that Firefox does not know up to
// 153 (emulation.setMediaFeaturesOverride), and gives up when it is refused: Firefox is asked how it is instead.
import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { findFirefox } from './find-firefox.mjs'
import { firstFrame, frameOf } from './web-socket.mjs'

/** Firefox takes a mask of zeros for none. */
const MASK = Buffer.from([1, 2, 3, 4])
const UNKNOWN = 'emulation.setMediaFeaturesOverride'

/** What Firefox is sent in place of a message. */
function understood(text) {
  if (!text.includes(UNKNOWN)) return text
  const { id, method } = JSON.parse(text.toString())
  if (method !== UNKNOWN) return text
  return Buffer.from(JSON.stringify({ id, method: 'session.status', params: {} }))
}

/** Hands on between Playwright and Firefox, which listens on `port`. */
function handOn(client, port) {
  const firefox = connect(port, '127.0.0.1')
  let waiting = Buffer.alloc(0)
  let shaken = false
  client.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk])
    const blank = waiting.indexOf('\r\n\r\n')
    if (!shaken && blank < 0) return
    if (!shaken) {
      shaken = true
      // Firefox wants to be called by its own name, and frames are read here, so they come as they are.
      const lines = waiting.subarray(0, blank).toString().split('\r\n')
      const kept = lines.filter((line) => !/^(host|sec-websocket-extensions):/i.test(line))
      firefox.write(`${[...kept, `Host: 127.0.0.1:${port}`].join('\r\n')}\r\n\r\n`)
      waiting = waiting.subarray(blank + 4)
    }
    for (let frame = firstFrame(waiting); frame; frame = firstFrame(waiting)) {
      firefox.write(frameOf(frame.first, understood(frame.text), MASK))
      waiting = waiting.subarray(frame.end)
    }
  })
  firefox.pipe(client)
  for (const [one, other] of [
    [client, firefox],
    [firefox, client],
  ]) {
    one.on('close', () => other.destroy())
    one.on('error', () => other.destroy())
  }
}

const path = findFirefox()
if (path === null) throw new Error('No Firefox was found.')
const firefox = spawn(path, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'pipe'] })
firefox.on('exit', (code) => process.exit(code ?? 1))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => firefox.kill(signal))
createInterface({ input: firefox.stderr }).on('line', (line) => {
  const port = /^WebDriver BiDi listening on ws:\/\/.*:(\d+)$/.exec(line)?.[1]
  if (port === undefined) {
    console.error(line)
    return
  }
  const server = createServer((client) => handOn(client, Number(port)))
  server.listen(0, '127.0.0.1', () =>
    console.error(`WebDriver BiDi listening on ws://127.0.0.1:${server.address().port}`),
  )
})
