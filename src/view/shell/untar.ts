// Reads tar archives (POSIX ustar with pax headers, and the long names of GNU tar), also gzipped. Loaded with the first
// one. What is too large is not unpacked, whatever the archive says.

interface TarFile {
  readonly path: string
  readonly text: string
}

const BLOCK = 512
const decoder = new TextDecoder()

/** True for the name of a file that is read here. */
export function isTarName(name: string): boolean {
  return /\.(?:tar|tgz|tar\.gz)$/i.test(name)
}

/** The files of an archive whose path `wants`; null when it is none, or more than `mostBytes` when unpacked. */
export async function untar(
  archive: Uint8Array<ArrayBuffer>,
  mostBytes: number,
  wants: (path: string) => boolean,
): Promise<readonly TarFile[] | null> {
  const isGzip = archive[0] === 0x1f && archive[1] === 0x8b
  const bytes = isGzip ? await gunzip(archive, mostBytes) : archive
  if (bytes === null || bytes.length > mostBytes || !isTar(bytes)) return null
  return filesIn(bytes, wants)
}

async function gunzip(
  packed: Uint8Array<ArrayBuffer>,
  mostBytes: number,
): Promise<Uint8Array | null> {
  const reader = new Blob([packed])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
    .getReader()
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value)
      length += part.value.length
      if (length > mostBytes) {
        await reader.cancel()
        return null
      }
    }
  } catch {
    return null
  }
  const whole = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

function isTar(bytes: Uint8Array): boolean {
  return bytes.length >= BLOCK && textAt(bytes, 257, 5) === 'ustar'
}

function filesIn(bytes: Uint8Array, wants: (path: string) => boolean): readonly TarFile[] {
  const files: TarFile[] = []
  let longName: string | null = null
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
    const size = Number.parseInt(textAt(bytes, at + 124, 12).trim(), 8)
    if (!Number.isInteger(size) || size < 0) break
    const type = String.fromCharCode(bytes[at + 156] ?? 0)
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size)
    if (type === 'L') longName = textAt(content, 0, content.length)
    else if (type === 'x') longName = pathOfPax(decoder.decode(content)) ?? longName
    else if (type !== 'g' && type !== 'K') {
      const path = (longName ?? pathAt(bytes, at)).replace(/^(?:\.?\/)+/, '')
      longName = null
      const isFile = type === '0' || type === '\0'
      if (isFile && wants(path)) files.push({ path, text: decoder.decode(content) })
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return files
}

function pathAt(bytes: Uint8Array, at: number): string {
  const prefix = textAt(bytes, at + 345, 155)
  const name = textAt(bytes, at, 100)
  return prefix === '' ? name : `${prefix}/${name}`
}

/** The path of a pax header: lines of `<length> <key>=<value>`. */
function pathOfPax(text: string): string | null {
  return /(?:^|\n)\d+ path=([^\n]*)/.exec(text)?.[1] ?? null
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length)
  const end = field.indexOf(0)
  return decoder.decode(end < 0 ? field : field.subarray(0, end))
}
