// A tar archive of text files (POSIX ustar), so that a scenario can be downloaded as a folder.

interface TextFile {
  readonly path: string
  readonly text: string
}

const BLOCK = 512
const NAME_BYTES = 100

/** The archive of `files` below `folder`. Paths of more than 100 bytes are split as ustar does. */
export function tarOf(folder: string, files: readonly TextFile[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const parts = files.flatMap(({ path, text }) => {
    const content = encoder.encode(text)
    return [headerOf(`${folder}/${path}`, content.length), padded(content)]
  })
  parts.push(new Uint8Array(2 * BLOCK))
  const archive = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    archive.set(part, offset)
    offset += part.length
  }
  return archive
}

function padded(content: Uint8Array): Uint8Array {
  const block = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK)
  block.set(content)
  return block
}

function headerOf(path: string, size: number): Uint8Array {
  const encoder = new TextEncoder()
  const header = new Uint8Array(BLOCK)
  const write = (offset: number, text: string): void => header.set(encoder.encode(text), offset)
  const octal = (value: number, digits: number): string =>
    `${value.toString(8).padStart(digits, '0')}\0`
  const [prefix, name] = splitPath(path)
  write(0, name)
  write(100, octal(0o644, 7))
  write(108, octal(0, 7))
  write(116, octal(0, 7))
  write(124, octal(size, 11))
  write(136, octal(0, 11))
  write(148, '        ')
  write(156, '0')
  write(257, 'ustar\x0000')
  write(345, prefix)
  const sum = header.reduce((total, byte) => total + byte, 0)
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `)
  return header
}

function splitPath(path: string): readonly [prefix: string, name: string] {
  const bytes = (text: string): number => new TextEncoder().encode(text).length
  if (bytes(path) <= NAME_BYTES) return ['', path]
  const cut = [...path.matchAll(/\//g)].find(
    ({ index }) => bytes(path.slice(index + 1)) <= NAME_BYTES,
  )
  const at = cut?.index ?? path.length - NAME_BYTES
  return [path.slice(0, at), path.slice(at + 1)]
}
