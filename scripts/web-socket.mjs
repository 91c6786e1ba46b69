// The frames of RFC 6455 in which WebDriver BiDi is spoken: texts, without extensions.
import { createHash } from 'node:crypto'

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const LAST = 0x80
const TEXT = 1
const CLOSE = 8
const PING = 9
const PONG = 10

/** The first frame of what has come from a client, unmasked; undefined while it is not there as a whole. */
export function firstFrame(data) {
  if (data.length < 2) return undefined
  const short = data[1] & 0x7f
  const [head, long] = short === 126 ? [4, 16] : short === 127 ? [10, 64] : [2, 0]
  if (data.length < head + 4) return undefined
  const size =
    long === 16 ? data.readUInt16BE(2) : long === 64 ? Number(data.readBigUInt64BE(2)) : short
  const end = head + 4 + size
  if (data.length < end) return undefined
  const mask = data.subarray(head, head + 4)
  return { first: data[0], text: masked(data.subarray(head + 4, end), mask), end }
}

/** A frame. What a client sends must be masked. */
export function frameOf(first, text, mask = null) {
  const size = text.length
  const head = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10)
  head[0] = first
  head[1] = (mask === null ? 0 : 0x80) | (size < 126 ? size : size < 65_536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(size, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(size), 2)
  return Buffer.concat(mask === null ? [head, text] : [head, mask, masked(text, mask)])
}

const masked = (text, mask) => text.map((byte, i) => byte ^ mask[i & 3])

/** Takes an HTTP server's upgrade and says every text that comes; returns what sends one. */
export function acceptWebSocket(request, socket, { onText, onClose }) {
  const key = `${request.headers['sec-websocket-key']}${MAGIC}`
  const accept = createHash('sha1').update(key).digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  let waiting = Buffer.alloc(0)
  let parts = []
  const take = ({ first, text }) => {
    const kind = first & 0x0f
    if (kind === CLOSE) socket.end(frameOf(LAST | CLOSE, text))
    else if (kind === PING) socket.write(frameOf(LAST | PONG, text))
    else if (kind <= TEXT) parts.push(text)
    if (kind > TEXT || first < LAST) return
    onText(Buffer.concat(parts).toString())
    parts = []
  }
  socket.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk])
    for (let frame = firstFrame(waiting); frame; frame = firstFrame(waiting)) {
      waiting = waiting.subarray(frame.end)
      take(frame)
    }
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', onClose)
  return (text) => {
    if (socket.writable) socket.write(frameOf(LAST | TEXT, Buffer.from(text)))
  }
}
